//! `origin-24`: the workload that the project's speed is measured with.
//!
//! One record is a student of 26 fields; the policy settles the place of origin (value and deciding rule), whether the origin
//! that was written is right and fine enough, 18 checks, and the next step. [`hand_written`] is that policy as a programmer
//! would write it with no engine at all: the physical limit, and the oracle that every engine is compared with.
//! `origin-24.policy` next to this crate is the same policy in the project's own language.

pub mod generate;
pub mod hand_written;
pub mod measure;
mod texts;
pub mod student;

use student::{Next, Rule};

/// The policy in the project's own language.
pub const POLICY: &str = include_str!("../origin-24.policy");

/// The day as of which the policy judges.
pub const DAY: &str = "2023-09-28";

/// The rules of 应填生源地 in [`POLICY`].
pub const RULES: [(&str, Rule); 5] = [
    ("本科户籍", Rule::BachelorDefault),
    ("本科迁移", Rule::BachelorMoved),
    ("研究生户籍", Rule::GraduateDefault),
    ("研究生工作", Rule::GraduateWorked),
    ("港澳台", Rule::Overseas),
];

/// The members of 下一步 in [`POLICY`].
pub const STEPS: [(&str, Next); 11] = [
    ("认证并绑定", Next::VerifyAndBind),
    ("绑定", Next::Bind),
    ("重新绑定", Next::Rebind),
    ("修改", Next::FixFields),
    ("提交", Next::Submit),
    ("等培养单位", Next::WaitDepartment),
    ("等学校", Next::WaitSchool),
    ("等省中心", Next::WaitCenter),
    ("等初始化", Next::WaitInitialization),
    ("完成", Next::Done),
    ("重新提交", Next::Resubmit),
];
