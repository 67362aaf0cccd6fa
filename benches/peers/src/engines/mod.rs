//! The engines, each written once for every workload.

pub(crate) mod cedar;
pub(crate) mod cel;
pub(crate) mod datalogic;
pub(crate) mod regorus;
pub(crate) mod shengyuan;
pub(crate) mod zen;
