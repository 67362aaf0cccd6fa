//! A workload: records, what is to come out of them, and the engines that are to find it out.

use serde_json::Value;

use crate::engine::{Answer, Engine, Failure};
use crate::runner::{Runner, Running};

/// Records, expected answers and engines.
pub(crate) struct Workload {
    pub(crate) name: &'static str,
    /// How many records are compared unless the caller says otherwise.
    pub(crate) compared: usize,
    /// So many records.
    pub(crate) records: fn(usize) -> Result<Vec<Value>, Failure>,
    /// What is expected of every engine that can express it.
    pub(crate) expected: fn(&[Value]) -> Result<Vec<Answer>, Failure>,
    /// The engines, the hand-written policy first: the others are compared with it.
    pub(crate) peers: &'static [Peer],
}

/// From the text of a policy to an engine that is ready to judge these records.
pub(crate) type Load = fn(&str, &'static [Value]) -> Result<Box<dyn Runner>, Failure>;

/// An engine with its policy.
pub(crate) struct Peer {
    pub(crate) name: &'static str,
    /// The policy in the engine's own language; the hand-written one has none.
    pub(crate) policy: fn() -> Result<String, Failure>,
    /// The negative control: one constant of the policy, and a wrong one.
    pub(crate) control: Option<(&'static str, &'static str)>,
    pub(crate) load: Load,
}

impl Peer {
    pub(crate) fn start(&self, records: &'static [Value]) -> Result<Box<dyn Runner>, Failure> {
        (self.load)(&(self.policy)()?, records).map_err(|error| format!("{}: {error}", self.name).into())
    }

    /// With one constant of the policy changed; `None` if there is no text to change.
    pub(crate) fn start_wrong(&self, records: &'static [Value]) -> Result<Option<Box<dyn Runner>>, Failure> {
        let Some((right, wrong)) = self.control else { return Ok(None) };
        let policy = (self.policy)()?;
        if !policy.contains(right) {
            return Err(format!("{}: the policy has no {right:?} to change", self.name).into());
        }
        (self.load)(&policy.replace(right, wrong), records).map(Some)
    }
}

/// An engine that is loaded, with its records.
pub(crate) fn run<E: Engine>(engine: E, records: &'static [Value]) -> Result<Box<dyn Runner>, Failure> {
    Ok(Box::new(Running::new(engine, records)))
}
