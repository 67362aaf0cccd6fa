//! The same part of the policy by hand.

use serde_json::Value;

use super::DAY;
use super::reading::FINDINGS;
use crate::engine::{Answer, Engine, Failure};

const DEADLINE: &str = "2023-10-13";
const YEAR: i64 = 2024;

/// Yes, no, or not known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flag {
    Open,
    No,
    Yes,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Other,
    Junior,
    Bachelor,
    Graduate,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Category {
    Other,
    Mainland,
    Overseas,
    International,
}

/// A flat record, typed.
pub(crate) struct Graduate {
    /// The texts that must be filled in, in the order of [`FINDINGS`]; the school with its placeholder, without the political
    /// affiliation and the origin.
    required: [&'static str; 11],
    school: &'static str,
    political: &'static str,
    origin: &'static str,
    second_origin: &'static str,
    first_enrolled: &'static str,
    last_enrolled: &'static str,
    exam_month: &'static str,
    home: &'static str,
    own_home: &'static str,
    moved_on: &'static str,
    hukou_place: &'static str,
    hukou_kind: &'static str,
    hukou_since: &'static str,
    submitted_on: &'static str,
    returned_for: &'static str,
    returned_on: &'static str,
    resubmitted_on: &'static str,
    photo: &'static str,
    class_year: i64,
    exams: i64,
    bound_year: i64,
    resume_pct: i64,
    category: Category,
    level: Level,
    delayed: Flag,
    teacher: Flag,
    talent_plan: Flag,
    agreement: Flag,
    parents_together: Flag,
    moved: Flag,
    worked: Flag,
    logged_in: Flag,
    verified: Flag,
    bound: Flag,
    filled: [Flag; 3],
    approved: [Flag; 4],
    plain: bool,
}

impl Graduate {
    fn read(record: &'static Value) -> Option<Self> {
        let fields = record.as_object()?;
        let text = |name: &str| fields.get(name).and_then(Value::as_str);
        let number = |name: &str| fields.get(name).and_then(Value::as_i64);
        let flag = |name: &str| {
            text(name).map(|text| match text {
                "是" => Flag::Yes,
                "否" => Flag::No,
                _ => Flag::Open,
            })
        };
        Some(Self {
            required: [
                text("student_id")?,
                text("department")?,
                text("major")?,
                text("level")?,
                text("grad_month")?,
                text("name")?,
                text("gender")?,
                text("category")?,
                text("id_number")?,
                text("phone")?,
                text("origin")?,
            ],
            school: text("prev_school")?,
            political: text("political")?,
            origin: text("origin")?,
            second_origin: text("second_origin")?,
            first_enrolled: text("first_enrolled")?,
            last_enrolled: text("last_enrolled")?,
            exam_month: text("exam_month")?,
            home: text("home")?,
            own_home: text("own_home")?,
            moved_on: text("moved_on")?,
            hukou_place: text("hukou_place")?,
            hukou_kind: text("hukou_kind")?,
            hukou_since: text("hukou_since")?,
            submitted_on: text("submitted_on")?,
            returned_for: text("returned_for")?,
            returned_on: text("returned_on")?,
            resubmitted_on: text("resubmitted_on")?,
            photo: text("photo")?,
            class_year: number("class_year")?,
            exams: number("exams")?,
            bound_year: number("bound_year")?,
            resume_pct: number("resume_pct")?,
            category: match text("category")? {
                "内地" => Category::Mainland,
                "香港" | "澳门" | "台湾" => Category::Overseas,
                "国际" => Category::International,
                _ => Category::Other,
            },
            level: match text("level")? {
                "专科" => Level::Junior,
                "本科" => Level::Bachelor,
                "硕士" | "博士" => Level::Graduate,
                _ => Level::Other,
            },
            delayed: flag("delayed")?,
            teacher: flag("teacher")?,
            talent_plan: flag("talent_plan")?,
            agreement: flag("agreement")?,
            parents_together: flag("parents_together")?,
            moved: flag("moved")?,
            worked: flag("worked")?,
            logged_in: flag("logged_in")?,
            verified: flag("verified")?,
            bound: flag("bound")?,
            filled: [flag("school_filled")?, flag("personal_filled")?, flag("other_filled")?],
            approved: [flag("department_ok")?, flag("school_ok")?, flag("center_ok")?, flag("initialized")?],
            plain: fields.get("plain").and_then(Value::as_bool)?,
        })
    }

    /// Returned, and not handed in since.
    fn returned(&self) -> bool {
        !self.returned_on.is_empty() && (self.resubmitted_on.is_empty() || self.resubmitted_on < self.returned_on)
    }

    /// Checks and steps say nothing while that is not certain.
    fn surely_in_scope(&self) -> bool {
        self.class_year == YEAR && matches!(self.category, Category::Mainland | Category::Overseas)
    }

    fn findings(&self) -> u32 {
        let mut findings = 0;
        let mut number = 0;
        let mut check = |fires: bool| {
            findings |= u32::from(fires) << number;
            number += 1;
        };
        let [before_school @ .., name, gender, category, id_number, phone, origin] = self.required;
        for text in before_school {
            check(text.is_empty());
        }
        check(self.school.is_empty() || self.school == "毕业学校");
        for text in [name, gender, category, id_number, phone] {
            check(text.is_empty());
        }
        check(self.category == Category::Mainland && self.political.is_empty());
        check(origin.is_empty());

        if !self.surely_in_scope() {
            return findings;
        }
        let bound = self.bound == Flag::Yes;
        check(self.submitted_on > DEADLINE);
        check(self.moved == Flag::Yes && !self.moved_on.is_empty() && (self.moved_on < self.first_enrolled || self.moved_on > DAY));
        // A month is less than every day in it.
        check(!self.first_enrolled.is_empty() && self.exam_month > self.first_enrolled);
        check(!self.second_origin.is_empty() && !self.origin.is_empty() && self.origin != self.second_origin);
        check(self.returned() && self.returned_for != "无法对应学籍");
        check(bound && self.bound_year != -1 && self.bound_year != YEAR && self.delayed == Flag::No);
        check(self.talent_plan == Flag::Yes && self.agreement == Flag::No);
        check(bound && self.resume_pct >= 0 && self.resume_pct < 60);
        check(self.photo == "未上传");
        check(matches!(self.hukou_kind, "单位临时集体户" | "人才市场集体户" | "社区集体户"));
        findings
    }

    fn rule(&self) -> &'static str {
        if !self.plain {
            return "";
        }
        let graduate = self.level == Level::Graduate;
        let moved = self.moved == Flag::Yes;
        if self.category == Category::Overseas {
            "港澳台学生须人工"
        } else if self.teacher == Flag::Yes {
            "师范生"
        } else if graduate
            && self.worked == Flag::No
            && self.hukou_kind == "个人独立户"
            && self.hukou_place != self.home
            && !self.hukou_since.is_empty()
            && self.hukou_since < self.last_enrolled
        {
            "有独立户口无工作"
        } else if !graduate
            && moved
            && self.first_enrolled < self.last_enrolled
            && self.moved_on >= self.first_enrolled
            && self.moved_on < self.last_enrolled
        {
            "两次入学之间迁移"
        } else if self.level == Level::Bachelor && moved {
            "入学后家庭迁移"
        } else if moved {
            "家庭迁移未写明"
        } else if self.exams == 0 {
            "未参加高考"
        } else if self.parents_together == Flag::No {
            "父母户籍不一致"
        } else if self.level == Level::Junior
            && !matches!(self.hukou_kind, "单位临时集体户" | "学校集体户")
            && self.hukou_place != self.home
        {
            "两种说法不一"
        } else if graduate && self.worked == Flag::No {
            "研究生入学前无工作"
        } else if !self.own_home.is_empty() && self.own_home != self.home {
            "本人为高考迁户"
        } else {
            "高考前家庭户籍"
        }
    }

    fn step(&self) -> &'static str {
        let yes = |flag: Flag| flag == Flag::Yes;
        if !self.surely_in_scope() {
            ""
        } else if !yes(self.logged_in) {
            "授权登录"
        } else if self.category == Category::Mainland && !yes(self.verified) {
            "实名认证"
        } else if !yes(self.bound) || self.bound_year != YEAR {
            "学籍绑定"
        } else if !self.filled.into_iter().all(yes) {
            "填写信息"
        } else if self.submitted_on.is_empty() || self.returned() {
            "提交"
        } else {
            let steps = ["培养单位审核", "学校审核", "省中心审核", "初始化"];
            steps.into_iter().zip(self.approved).find(|(_, approved)| !yes(*approved)).map_or("已完成", |(step, _)| step)
        }
    }

    fn judge(&self) -> Verdict {
        if self.category == Category::International || (self.class_year != -1 && self.class_year != YEAR) {
            return Verdict { findings: 0, rule: "", step: "" };
        }
        Verdict { findings: self.findings(), rule: self.rule(), step: self.step() }
    }
}

/// What comes out.
pub(crate) struct Verdict {
    findings: u32,
    rule: &'static str,
    step: &'static str,
}

/// The hand-written policy as an engine.
pub(crate) struct ByHand;

impl Engine for ByHand {
    type Rows = Vec<Graduate>;
    type Judged<'engine> = Option<Verdict>;

    fn rows(&self, records: &'static [Value]) -> Result<Self::Rows, Failure> {
        let read = |record| Graduate::read(record).ok_or_else(|| Failure::from(format!("not a graduate: {record}")));
        records.iter().map(read).collect()
    }

    fn judge(&mut self, rows: &Self::Rows, number: usize) -> Option<Verdict> {
        Some(rows[number].judge())
    }

    fn judge_json(&mut self, record: &'static Value) -> Option<Verdict> {
        Graduate::read(record).map(|graduate| graduate.judge())
    }

    fn answer(judged: &Option<Verdict>) -> Result<Answer, Failure> {
        let verdict = judged.as_ref().ok_or("not a graduate")?;
        let found = FINDINGS.iter().enumerate().filter(|(number, _)| verdict.findings >> number & 1 == 1);
        Ok(Answer::default().names("findings", found.map(|(_, name)| name)).text("rule", verdict.rule).text("step", verdict.step))
    }
}
