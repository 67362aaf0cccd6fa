//! Rego by `regorus`: one rule gives the whole verdict as an object.

use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::{Engine as Rego, Value as RegoValue};
use serde_json::Value;

use crate::engine::{Answer, Engine, Failure, failure};

const NAME: &str = "regorus";

fn load(policy: &str) -> Result<Rego, Failure> {
    let mut rego = Rego::new();
    rego.add_policy("policy.rego".to_string(), policy.to_string()).map_err(|error| failure(NAME, error))?;
    Ok(rego)
}

fn answer(judged: &Result<RegoValue, Failure>) -> Result<Answer, Failure> {
    let verdict = judged.as_ref().map_err(ToString::to_string)?;
    Answer::from_object(&serde_json::to_value(verdict)?)
}

/// The interpreter that walks the tree.
pub(crate) struct Interpreter {
    rego: Rego,
    rule: &'static str,
}

impl Interpreter {
    /// `rule` is the path of the rule that gives the verdict.
    pub(crate) fn load(policy: &str, rule: &'static str) -> Result<Self, Failure> {
        Ok(Self { rego: load(policy)?, rule })
    }

    fn run(&mut self, record: RegoValue) -> Result<RegoValue, Failure> {
        self.rego.set_input(record);
        self.rego.eval_rule(self.rule.to_string()).map_err(|error| failure(NAME, error))
    }
}

impl Engine for Interpreter {
    type Rows = Vec<RegoValue>;
    type Judged<'engine> = Result<RegoValue, Failure>;

    fn rows(&self, records: &'static [Value]) -> Result<Self::Rows, Failure> {
        Ok(records.iter().map(|record| RegoValue::from(record.clone())).collect())
    }

    fn judge(&mut self, rows: &Self::Rows, number: usize) -> Result<RegoValue, Failure> {
        self.run(rows[number].clone())
    }

    fn judge_json(&mut self, record: &'static Value) -> Result<RegoValue, Failure> {
        self.run(RegoValue::from(record.clone()))
    }

    fn answer(judged: &Result<RegoValue, Failure>) -> Result<Answer, Failure> {
        answer(judged)
    }
}

/// The register machine.
pub(crate) struct Machine(RegoVM);

impl Machine {
    /// `rule` is the path of the rule that gives the verdict.
    pub(crate) fn load(policy: &str, rule: &'static str) -> Result<Self, Failure> {
        let compiled = load(policy)?.compile_with_entrypoint(&rule.into()).map_err(|error| failure(NAME, error))?;
        let program = Compiler::compile_from_policy(&compiled, &[rule]).map_err(|error| failure(NAME, error))?;
        let mut machine = RegoVM::new();
        machine.load_program(program);
        machine.set_data(RegoValue::new_object()).map_err(|error| failure(NAME, error))?;
        Ok(Self(machine))
    }

    fn run(&mut self, record: RegoValue) -> Result<RegoValue, Failure> {
        self.0.set_input(record);
        self.0.execute().map_err(|error| failure(NAME, error))
    }
}

impl Engine for Machine {
    type Rows = Vec<RegoValue>;
    type Judged<'engine> = Result<RegoValue, Failure>;

    fn rows(&self, records: &'static [Value]) -> Result<Self::Rows, Failure> {
        Ok(records.iter().map(|record| RegoValue::from(record.clone())).collect())
    }

    fn judge(&mut self, rows: &Self::Rows, number: usize) -> Result<RegoValue, Failure> {
        self.run(rows[number].clone())
    }

    fn judge_json(&mut self, record: &'static Value) -> Result<RegoValue, Failure> {
        self.run(RegoValue::from(record.clone()))
    }

    fn answer(judged: &Result<RegoValue, Failure>) -> Result<Answer, Failure> {
        answer(judged)
    }
}
