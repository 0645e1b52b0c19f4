//! The commands, one file each.

pub(crate) mod batch;
mod book;
pub(crate) mod build;
pub(crate) mod check;
pub(crate) mod codes;
pub(crate) mod completions;
pub(crate) mod demo;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod generate;
pub(crate) mod import;
pub(crate) mod info;
pub(crate) mod label;
pub(crate) mod question;
pub(crate) mod recall;
pub(crate) mod scan;
pub(crate) mod serve;
