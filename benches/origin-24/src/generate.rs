//! Invented students from a seed. Every record has a stream of its own, so record `i` is the same whatever the count; about
//! 15% carry defects, spread over all checks.

use crate::hand_written::POLITICAL;
use crate::student::Row;
use crate::texts::{
    CITIES_WITHOUT_COUNTIES, DEPARTMENTS, GIVEN_NAMES, GUANGDONG, MAJORS, PREFECTURES, SCHOOLS, SURNAMES, UNIVERSITIES,
    WRONG_POLITICAL,
};

/// The seed of all records.
pub const SEED: u64 = 0x2024_1013;

/// A splitmix64 stream.
pub struct Stream(u64);

impl Stream {
    /// The stream of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        ((self.bits() >> 32) as usize * limit) >> 32
    }

    /// True so many times in a thousand.
    pub fn chance(&mut self, per_thousand: usize) -> bool {
        self.below(1000) < per_thousand
    }

    /// One of several.
    pub fn pick<'choice>(&mut self, choices: &[&'choice str]) -> &'choice str {
        choices[self.below(choices.len())]
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
    }

    fn place(&mut self) -> Place {
        if self.chance(45) {
            let (city, code) = CITIES_WITHOUT_COUNTIES[self.below(CITIES_WITHOUT_COUNTIES.len())];
            return Place { full: city.to_string(), city, code: code.to_string() };
        }
        // A third from Guangdong, as in the school that the policy comes from.
        let guangdong = self.chance(330);
        let index = if guangdong { GUANGDONG.0 + self.below(GUANGDONG.1) } else { self.below(PREFECTURES.len()) };
        let (city, prefecture_code, counties) = PREFECTURES[index];
        let county = self.below(counties.len());
        Place { full: format!("{city}{}", counties[county]), city, code: format!("{prefecture_code}{:02}", county + 2) }
    }
}

struct Place {
    full: String,
    city: &'static str,
    code: String,
}

/// Record `number` of the seeded stream.
pub fn row(number: u64) -> Row {
    let mut stream = Stream::new(SEED ^ number.wrapping_mul(0xD134_2543_DE82_EF95));
    stream.bits();
    let category = match stream.below(1000) {
        0..=919 => "mainland",
        920..=944 => "hongkong",
        945..=959 => "macau",
        960..=969 => "taiwan",
        _ => "international",
    };
    let mainland = category == "mainland";
    let overseas = matches!(category, "hongkong" | "macau" | "taiwan");
    let region = match category {
        "hongkong" => "香港特别行政区",
        "macau" => "澳门特别行政区",
        "taiwan" => "台湾省",
        _ => "",
    };
    let level = match stream.below(100) {
        0..=59 => "本科",
        60..=91 => "硕士",
        _ => "博士",
    };
    let graduate = level != "本科";
    let mut name = stream.pick(SURNAMES).to_string();
    for _ in 0..1 + stream.below(2) {
        name.push_str(stream.pick(GIVEN_NAMES));
    }
    let mut student_id = format!("{}{:07}", 20 + stream.below(4), number % 10_000_000);
    let home = stream.place();
    let birth = format!("{}{:02}{:02}", 1994 + stream.below(10), 1 + stream.below(12), 1 + stream.below(28));
    let mut id_number = if mainland {
        let last = if stream.chance(90) { "X".to_string() } else { stream.digits(1) };
        format!("{}{}{}{}", home.code, birth, stream.digits(3), last)
    } else if category == "taiwan" {
        format!("{:08}", stream.below(100_000_000))
    } else if overseas {
        format!("{}{}({})", stream.pick(&["M", "R", "K", "Z"]), stream.digits(6), stream.below(10))
    } else {
        format!("E{}", stream.digits(8))
    };
    let mut grad_ym = match stream.below(100) {
        0..=89 => "2024-06",
        90..=95 => "2024-12",
        _ => "2024-01",
    };
    let mut department = stream.pick(DEPARTMENTS);
    let mut major = stream.pick(MAJORS);
    let mut phone = format!("1{}{}", 3 + stream.below(7), stream.digits(9));
    let mut political = if mainland {
        match stream.below(100) {
            0..=71 => "共青团员",
            72..=83 => "群众",
            84..=91 => "中共党员",
            92..=97 => "中共预备党员",
            _ => stream.pick(&POLITICAL),
        }
    } else {
        ""
    };
    let mut pre_div = if mainland { home.full.clone() } else { region.to_string() };
    let mut pre_code = if mainland { home.code.clone() } else { String::new() };
    let moved = stream.chance(60);
    let hh_moved = mainland && !graduate && moved;
    let new_home = stream.place();
    let mut hh_new_div = if hh_moved { new_home.full } else { String::new() };
    let work = stream.below(1000);
    let worked = mainland && graduate && work < 300;
    let work_place = stream.place();
    let work_hukou = match work {
        _ if !worked => "none",
        0..=109 => "individual",
        110..=209 => "collective",
        _ => "none",
    };
    let mut work_div = if work_hukou == "none" { String::new() } else { work_place.full };
    let mut origin = if overseas {
        region.to_string()
    } else if !mainland {
        String::new()
    } else if hh_moved {
        hh_new_div.clone()
    } else if work_hukou == "individual" {
        work_div.clone()
    } else {
        pre_div.clone()
    };
    let mut prev_school = if graduate {
        stream.pick(UNIVERSITIES).to_string()
    } else {
        format!("{}{}", &home.city[home.city.len().saturating_sub(9)..], stream.pick(SCHOOLS))
    };
    let mut talent_plan = mainland && stream.chance(20);
    let mut agreement = talent_plan && graduate;
    let mut bound = stream.chance(820);
    let mut bound_year = if bound { 2024 } else { 0 };
    let review = match stream.below(100) {
        _ if !bound => "none",
        0..=9 => "none",
        10..=24 => "submitted",
        25..=39 => "dept_approved",
        40..=54 => "school_approved",
        55..=64 => "center_approved",
        65..=97 => "initialized",
        _ => "rejected",
    };
    let mut resume_pct = 60 + stream.below(41);
    let mut submitted_on = match review {
        "none" => String::new(),
        _ => format!("2023-{:02}-{:02}", 9 + stream.below(2), 1 + stream.below(13)),
    };

    if category != "international" && stream.chance(155) {
        let defects = 1 + usize::from(stream.chance(300)) + usize::from(stream.chance(80));
        for _ in 0..defects {
            match stream.below(18) {
                0 => name.clear(),
                1 => student_id = stream.pick(&["", "22A3", "1234567", "20224501234567", "2１33451"]).to_string(),
                2 if mainland => {
                    id_number = match stream.below(4) {
                        0 => String::new(),
                        1 => id_number[..id_number.len().min(15)].to_string(),
                        2 => id_number.replace('X', "x").replacen('1', "O", 1),
                        _ => format!("0{}", id_number.get(1..).unwrap_or_default()),
                    }
                }
                2 | 3 if overseas => {
                    let letter = stream.pick(&["M", "R", "H"]);
                    id_number = format!("{letter}{}（{}）", stream.digits(6), stream.below(10));
                }
                4 => grad_ym = stream.pick(&["2025-06", "2023-06", "", "2024年6月"]),
                5 => department = "",
                6 => major = "",
                7 => phone = stream.pick(&["", "1381234567", "12345678901", "020-84111111", "138123456789"]).to_string(),
                8 if mainland => political = stream.pick(WRONG_POLITICAL),
                9 => prev_school = stream.pick(&["", "毕业学校"]).to_string(),
                10 if graduate => {
                    talent_plan = true;
                    agreement = false;
                }
                11 => {
                    bound = true;
                    bound_year = 2022 + stream.below(2);
                }
                // The field that the deciding rule looks at is empty.
                12 if mainland && hh_moved => hh_new_div.clear(),
                12 if mainland && work_hukou == "individual" => work_div.clear(),
                12 if mainland => pre_div.clear(),
                13 if mainland => origin = stream.place().full,
                13 => origin = "广东省广州市天河区".to_string(),
                14 if mainland => origin = home.city.to_string(),
                15 if mainland => pre_code = stream.pick(&["", "44011", "4401133", "044011", "44O113"]).to_string(),
                16 => submitted_on = format!("2023-1{}-{}", stream.below(3), 14 + stream.below(15)),
                _ => resume_pct = stream.below(60),
            }
        }
    }
    let flag = |flag: bool| flag.to_string();
    Row([
        name,
        student_id,
        id_number,
        category.to_string(),
        level.to_string(),
        grad_ym.to_string(),
        department.to_string(),
        major.to_string(),
        phone,
        political.to_string(),
        pre_div,
        pre_code,
        flag(hh_moved),
        hh_new_div,
        flag(worked),
        work_hukou.to_string(),
        work_div,
        origin,
        prev_school,
        flag(talent_plan),
        flag(agreement),
        flag(bound),
        bound_year.to_string(),
        review.to_string(),
        resume_pct.to_string(),
        submitted_on,
    ])
}
