//! Numbers that stand for the things of a policy, one type for each kind.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub(crate) struct $name(pub(crate) u32);

            impl $name {
                pub(crate) fn new(index: usize) -> Self {
                    Self(u32::try_from(index).unwrap_or(u32::MAX))
                }

                pub(crate) fn index(self) -> usize {
                    self.0 as usize
                }
            }
        )*
    };
}

ids! {
    /// A field of a record, its detail rows' fields included, in the order declared.
    FieldId,
    /// A 明细 of a record.
    DetailId,
    /// A 判定 or 收集 of a record, in the order written.
    DecisionId,
    /// A 流程 of a record.
    ProcessId,
    /// A 参数 of the policy.
    ParameterId,
    /// A node of a plan.
    NodeId
}
