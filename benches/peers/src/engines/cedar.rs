//! Cedar by `cedar-policy`: policies that hold are named by a response, so each is a finding, or a rule that decides.

use std::str::FromStr;

use cedar_policy::{Authorizer, Context, Entities, EntityUid, PolicyId, PolicySet, Request, Response, RestrictedExpression};
use serde_json::Value;

use crate::engine::{Answer, Engine, Failure, failure};

const NAME: &str = "cedar";

/// What the host makes of a record: the attributes of the context.
pub(crate) type Attributes = fn(&Value) -> Result<Vec<(String, RestrictedExpression)>, Failure>;

/// What the policies that hold for an action are.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Meaning {
    /// Findings, all of them.
    Names,
    /// Rules of which the first in this order decides: Cedar has no priorities. The other name stands for none.
    First(&'static [&'static str], &'static str),
}

/// One request a part of the answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    pub(crate) action: &'static str,
    pub(crate) name: &'static str,
    pub(crate) meaning: Meaning,
}

pub(crate) struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
    principal: EntityUid,
    resource: EntityUid,
    actions: Vec<EntityUid>,
    parts: &'static [Part],
    attributes: Attributes,
}

/// One response a part.
pub(crate) struct Responses {
    parts: &'static [Part],
    responses: Vec<Response>,
}

impl Cedar {
    pub(crate) fn load(policy: &str, parts: &'static [Part], attributes: Attributes) -> Result<Self, Failure> {
        // `@id` becomes the policy's id, so that a response names findings and rules.
        let mut policies = PolicySet::new();
        for policy in PolicySet::from_str(policy)?.policies() {
            let id = policy.annotation("id").ok_or("cedar: a policy without @id")?;
            policies.add(policy.new_id(PolicyId::new(id)))?;
        }
        let entity = |text: &str| EntityUid::from_str(text).map_err(|error| failure(NAME, error));
        Ok(Self {
            authorizer: Authorizer::new(),
            policies,
            entities: Entities::empty(),
            principal: entity(r#"Student::"student""#)?,
            resource: entity(r#"Record::"record""#)?,
            actions: parts.iter().map(|part| entity(&format!("Action::{:?}", part.action))).collect::<Result<_, _>>()?,
            parts,
            attributes,
        })
    }

    fn requests(&self, record: &Value) -> Result<Vec<Request>, Failure> {
        let context = Context::from_pairs((self.attributes)(record)?)?;
        let mut requests = Vec::with_capacity(self.actions.len());
        for action in &self.actions {
            let (principal, resource) = (self.principal.clone(), self.resource.clone());
            requests.push(Request::new(principal, action.clone(), resource, context.clone(), None)?);
        }
        Ok(requests)
    }

    fn run(&self, requests: &[Request]) -> Responses {
        let ask = |request| self.authorizer.is_authorized(request, &self.policies, &self.entities);
        Responses { parts: self.parts, responses: requests.iter().map(ask).collect() }
    }
}

impl Engine for Cedar {
    type Rows = Vec<Vec<Request>>;
    type Judged<'engine> = Result<Responses, Failure>;

    fn rows(&self, records: &'static [Value]) -> Result<Self::Rows, Failure> {
        records.iter().map(|record| self.requests(record)).collect()
    }

    fn judge(&mut self, rows: &Self::Rows, number: usize) -> Result<Responses, Failure> {
        Ok(self.run(&rows[number]))
    }

    fn judge_json(&mut self, record: &'static Value) -> Result<Responses, Failure> {
        Ok(self.run(&self.requests(record)?))
    }

    fn answer(judged: &Result<Responses, Failure>) -> Result<Answer, Failure> {
        let judged = judged.as_ref().map_err(ToString::to_string)?;
        let mut answer = Answer::default();
        for (part, response) in judged.parts.iter().zip(&judged.responses) {
            if let Some(error) = response.diagnostics().errors().next() {
                return Err(failure(NAME, error));
            }
            // A finding forbids; the permit that lets the others speak is no finding.
            let ids: Vec<String> =
                response.diagnostics().reason().map(ToString::to_string).filter(|id| id != "NOTHING_FOUND").collect();
            answer = match part.meaning {
                Meaning::Names => answer.names(part.name, ids),
                Meaning::First(order, otherwise) => {
                    let first = order.iter().find(|rule| ids.iter().any(|id| id == *rule));
                    answer.text(part.name, *first.unwrap_or(&otherwise))
                }
            };
        }
        Ok(answer)
    }
}
