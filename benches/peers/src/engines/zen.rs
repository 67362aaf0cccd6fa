//! GoRules JDM by `zen-engine`: expression and table nodes, the last node gives the verdict as an object.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use serde_json::Value;
use zen_engine::model::DecisionContent;
use zen_engine::{Decision, DecisionEngine};
use zen_expression::variable::Variable;

use crate::engine::{Answer, Engine, Failure, failure};

const NAME: &str = "zen";

/// Adds to a record what the host settles.
pub(crate) type HostParts = fn(&mut Value);

/// Table and expression nodes never wait, so polling in place is enough.
fn poll_until_ready<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}

pub(crate) struct Zen {
    decision: Decision,
    host: HostParts,
}

impl Zen {
    pub(crate) fn load(policy: &str, host: HostParts) -> Result<Self, Failure> {
        let content: DecisionContent = serde_json::from_str(policy)?;
        let mut decision = DecisionEngine::default().create_decision(content.into()).map_err(|error| failure(NAME, error))?;
        decision.compile();
        Ok(Self { decision, host })
    }

    fn read(&self, record: &Value) -> Variable {
        let mut record = record.clone();
        (self.host)(&mut record);
        Variable::from(record)
    }

    fn run(&self, record: Variable) -> Result<Variable, Failure> {
        let response = poll_until_ready(self.decision.evaluate(record)).map_err(|error| failure(NAME, error))?;
        Ok(response.result)
    }
}

impl Engine for Zen {
    type Rows = Vec<Variable>;
    type Judged<'engine> = Result<Variable, Failure>;

    fn rows(&self, records: &'static [Value]) -> Result<Self::Rows, Failure> {
        Ok(records.iter().map(|record| self.read(record)).collect())
    }

    fn judge(&mut self, rows: &Self::Rows, number: usize) -> Result<Variable, Failure> {
        // The graph may write into its input: a shallow copy keeps the prepared record as it was.
        self.run(rows[number].shallow_clone())
    }

    fn judge_json(&mut self, record: &'static Value) -> Result<Variable, Failure> {
        self.run(self.read(record))
    }

    fn answer(judged: &Result<Variable, Failure>) -> Result<Answer, Failure> {
        Answer::from_object(&judged.as_ref().map_err(ToString::to_string)?.to_value())
    }
}
