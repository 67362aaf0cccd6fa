//! The record of `origin-24` in three shapes: borrowed and typed, as a row of texts, and as JSON.

use serde_json::{Value, json};

/// An enumeration whose members are texts in files.
macro_rules! text_enum {
    ($(#[$note:meta])* $name:ident { $($(#[$member_note:meta])* $member:ident = $text:literal),+ $(,)? }) => {
        $(#[$note])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
        #[repr(u8)]
        pub enum $name { $($(#[$member_note])* $member),+ }

        impl $name {
            /// Every member, in order.
            pub const ALL: &'static [Self] = &[$(Self::$member),+];

            /// As written in files.
            #[inline]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$member => $text),+ }
            }

            /// The member that is written so.
            #[inline]
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$member),)+ _ => None }
            }
        }
    };
}

text_enum!(
    /// Where the student comes from.
    #[allow(missing_docs)]
    Category { Mainland = "mainland", HongKong = "hongkong", Macau = "macau", Taiwan = "taiwan", International = "international" }
);
text_enum!(
    /// What the student is studying for.
    #[allow(missing_docs)]
    Level { Bachelor = "本科", Master = "硕士", Doctor = "博士" }
);
text_enum!(
    /// The household registration at the place of work.
    #[allow(missing_docs)]
    WorkHukou { None = "none", Individual = "individual", Collective = "collective" }
);
text_enum!(
    /// How far the review has come.
    #[allow(missing_docs)]
    Review {
        None = "none", Submitted = "submitted", Department = "dept_approved", School = "school_approved",
        Center = "center_approved", Initialized = "initialized", Rejected = "rejected",
    }
);
text_enum!(
    /// The rule that decided on the origin.
    #[allow(missing_docs)]
    Rule {
        OutOfScope = "OUT_OF_SCOPE", Overseas = "HMT", BachelorDefault = "UG_DEFAULT", BachelorMoved = "UG_MOVED",
        GraduateDefault = "PG_DEFAULT", GraduateWorked = "PG_WORK",
    }
);
text_enum!(
    /// What the student does next.
    #[allow(missing_docs)]
    Next {
        OutOfScope = "OUT_OF_SCOPE", VerifyAndBind = "VERIFY_AND_BIND", Bind = "BIND", Rebind = "REBIND",
        FixFields = "FIX_FIELDS", Submit = "SUBMIT", WaitDepartment = "WAIT_DEPT", WaitSchool = "WAIT_SCHOOL",
        WaitCenter = "WAIT_CENTER", WaitInitialization = "WAIT_INIT", Done = "DONE", Resubmit = "RESUBMIT",
    }
);

/// Names of the fields, in the order of a row.
pub const COLUMNS: [&str; 26] = [
    "name",
    "student_id",
    "id_number",
    "category",
    "level",
    "grad_ym",
    "department",
    "major",
    "phone",
    "political",
    "pre_div",
    "pre_code",
    "hh_moved",
    "hh_new_div",
    "worked",
    "work_hukou",
    "work_div",
    "origin",
    "prev_school",
    "talent_plan",
    "agreement",
    "bound",
    "bound_year",
    "review",
    "resume_pct",
    "submitted_on",
];

/// What the hand-written policy reads: borrowed texts, typed enumerations and numbers.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "the fields are named like the columns")]
pub struct Student<'text> {
    pub name: &'text str,
    pub student_id: &'text str,
    pub id_number: &'text str,
    pub grad_ym: &'text str,
    pub department: &'text str,
    pub major: &'text str,
    pub phone: &'text str,
    pub political: &'text str,
    pub pre_div: &'text str,
    pub pre_code: &'text str,
    pub hh_new_div: &'text str,
    pub work_div: &'text str,
    pub origin: &'text str,
    pub prev_school: &'text str,
    pub submitted_on: &'text str,
    pub bound_year: u16,
    pub resume_pct: u8,
    pub category: Category,
    pub level: Level,
    pub work_hukou: WorkHukou,
    pub review: Review,
    pub hh_moved: bool,
    pub worked: bool,
    pub talent_plan: bool,
    pub agreement: bool,
    pub bound: bool,
}

impl<'text> Student<'text> {
    /// From 26 texts in the order of [`COLUMNS`]; `None` if one of them cannot be read.
    #[inline]
    pub fn from_fields(field: impl Fn(usize) -> &'text str) -> Option<Self> {
        let flag = |index: usize| field(index) == "true";
        Some(Student {
            name: field(0),
            student_id: field(1),
            id_number: field(2),
            category: Category::parse(field(3))?,
            level: Level::parse(field(4))?,
            grad_ym: field(5),
            department: field(6),
            major: field(7),
            phone: field(8),
            political: field(9),
            pre_div: field(10),
            pre_code: field(11),
            hh_moved: flag(12),
            hh_new_div: field(13),
            worked: flag(14),
            work_hukou: WorkHukou::parse(field(15))?,
            work_div: field(16),
            origin: field(17),
            prev_school: field(18),
            talent_plan: flag(19),
            agreement: flag(20),
            bound: flag(21),
            bound_year: field(22).parse().ok()?,
            review: Review::parse(field(23))?,
            resume_pct: field(24).parse().ok()?,
            submitted_on: field(25),
        })
    }

    /// From a JSON object: 26 look-ups, nothing copied; `None` if a field is missing or cannot be read.
    #[inline]
    pub fn from_json(record: &'text Value) -> Option<Self> {
        let object = record.as_object()?;
        let text = |key: &str| object.get(key).and_then(Value::as_str);
        let flag = |key: &str| object.get(key).and_then(Value::as_bool);
        let number = |key: &str| object.get(key).and_then(Value::as_u64);
        Some(Student {
            name: text("name")?,
            student_id: text("student_id")?,
            id_number: text("id_number")?,
            category: Category::parse(text("category")?)?,
            level: Level::parse(text("level")?)?,
            grad_ym: text("grad_ym")?,
            department: text("department")?,
            major: text("major")?,
            phone: text("phone")?,
            political: text("political")?,
            pre_div: text("pre_div")?,
            pre_code: text("pre_code")?,
            hh_moved: flag("hh_moved")?,
            hh_new_div: text("hh_new_div")?,
            worked: flag("worked")?,
            work_hukou: WorkHukou::parse(text("work_hukou")?)?,
            work_div: text("work_div")?,
            origin: text("origin")?,
            prev_school: text("prev_school")?,
            talent_plan: flag("talent_plan")?,
            agreement: flag("agreement")?,
            bound: flag("bound")?,
            bound_year: u16::try_from(number("bound_year")?).ok()?,
            review: Review::parse(text("review")?)?,
            resume_pct: u8::try_from(number("resume_pct")?).ok()?,
            submitted_on: text("submitted_on")?,
        })
    }

    /// How many bytes the texts have together.
    pub fn text_length(&self) -> usize {
        let mut length = 0;
        self.with_texts(|text| {
            length += text.len();
            text
        });
        length
    }

    /// The same student with every text exchanged, in the order of a row.
    fn with_texts<'other>(&self, mut exchange: impl FnMut(&'text str) -> &'other str) -> Student<'other> {
        Student {
            name: exchange(self.name),
            student_id: exchange(self.student_id),
            id_number: exchange(self.id_number),
            grad_ym: exchange(self.grad_ym),
            department: exchange(self.department),
            major: exchange(self.major),
            phone: exchange(self.phone),
            political: exchange(self.political),
            pre_div: exchange(self.pre_div),
            pre_code: exchange(self.pre_code),
            hh_new_div: exchange(self.hh_new_div),
            work_div: exchange(self.work_div),
            origin: exchange(self.origin),
            prev_school: exchange(self.prev_school),
            submitted_on: exchange(self.submitted_on),
            bound_year: self.bound_year,
            resume_pct: self.resume_pct,
            category: self.category,
            level: self.level,
            work_hukou: self.work_hukou,
            review: self.review,
            hh_moved: self.hh_moved,
            worked: self.worked,
            talent_plan: self.talent_plan,
            agreement: self.agreement,
            bound: self.bound,
        }
    }

    /// The student as a reader without copies leaves it: all its texts side by side, after those of the students before.
    ///
    /// The memory is never given back. With each text in an allocation of its own the hand-written policy takes more than
    /// twice as long, so this is the shape in which it is a limit.
    pub fn side_by_side(students: &[Student<'_>]) -> Vec<Student<'static>> {
        let mut all = String::with_capacity(students.iter().map(Student::text_length).sum());
        for student in students {
            student.with_texts(|text| {
                all.push_str(text);
                text
            });
        }
        let mut rest: &'static str = Box::leak(all.into_boxed_str());
        let mut take = |text: &str| {
            let (taken, after) = rest.split_at(text.len());
            rest = after;
            taken
        };
        students.iter().map(|student| student.with_texts(&mut take)).collect()
    }
}

/// Every field as text, in the order of [`COLUMNS`]: a row of a CSV file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row(pub [String; 26]);

impl Row {
    /// The row typed; `None` if a field cannot be read, which never happens to a generated row.
    pub fn student(&self) -> Option<Student<'_>> {
        Student::from_fields(|index| self.0[index].as_str())
    }

    /// The row as a JSON object with texts, flags and numbers.
    pub fn json(&self) -> Value {
        let field = |index: usize| self.0[index].as_str();
        let flag = |index: usize| field(index) == "true";
        let number = |index: usize| field(index).parse::<u64>().ok();
        json!({
            "name": field(0), "student_id": field(1), "id_number": field(2), "category": field(3), "level": field(4),
            "grad_ym": field(5), "department": field(6), "major": field(7), "phone": field(8), "political": field(9),
            "pre_div": field(10), "pre_code": field(11), "hh_moved": flag(12), "hh_new_div": field(13), "worked": flag(14),
            "work_hukou": field(15), "work_div": field(16), "origin": field(17), "prev_school": field(18),
            "talent_plan": flag(19), "agreement": flag(20), "bound": flag(21), "bound_year": number(22), "review": field(23),
            "resume_pct": number(24), "submitted_on": field(25),
        })
    }

    /// The row as a line of a CSV file, line end included. No field of a generated row needs quotes.
    pub fn csv(&self) -> String {
        self.0.join(",") + "\n"
    }
}
