//! Queries: documents of the standard that hold no events, only questions. They are held against their schema, and
//! say nothing of goods.

use super::document::Sink;
use super::event::{Action, EventType};
use super::fault::Fault;
use super::moment::Moment;
use super::tree::{NodeId, Tree};

/// Parameters of `SimpleEventQuery` that are whole words.
const WORDS: &[&str] = &[
    "@context",
    "eventType",
    "GE_eventTime",
    "LT_eventTime",
    "GE_recordTime",
    "LT_recordTime",
    "EQ_action",
    "EQ_bizStep",
    "EQ_disposition",
    "EQ_persistentDisposition_set",
    "EQ_persistentDisposition_unset",
    "EQ_readPoint",
    "WD_readPoint",
    "EQ_bizLocation",
    "WD_bizLocation",
    "EQ_transformationID",
    "MATCH_epc",
    "MATCH_parentID",
    "MATCH_inputEPC",
    "MATCH_outputEPC",
    "MATCH_anyEPC",
    "MATCH_epcClass",
    "MATCH_inputEPCClass",
    "MATCH_outputEPCClass",
    "MATCH_anyEPCClass",
    "EQ_quantity",
    "GT_quantity",
    "GE_quantity",
    "LT_quantity",
    "LE_quantity",
    "EQ_eventID",
    "EXISTS_errorDeclaration",
    "GE_errorDeclarationTime",
    "LT_errorDeclarationTime",
    "EQ_errorReason",
    "EQ_correctiveEventID",
    "orderBy",
    "orderDirection",
    "eventCountLimit",
    "maxEventCount",
    "perPage",
    "nextPageToken",
    "id",
    "name",
    "queryName",
    "query",
    "GE_startTime",
    "LT_startTime",
    "GE_endTime",
    "LT_endTime",
    "EQ_type",
    "EQ_deviceID",
    "EQ_dataProcessingMethod",
    "EQ_microorganism",
    "EQ_chemicalSubstance",
    "EQ_bizRules",
    "EQ_stringValue",
    "EQ_booleanValue",
    "EQ_hexBinaryValue",
    "EQ_uriValue",
    "GE_percRank",
    "LT_percRank",
    "EXISTS_ilmd",
    "HASATTR",
    "EQATTR",
];

/// Beginnings of parameters that name what they ask of.
const FAMILIES: &[&str] = &[
    "EQ_bizTransaction_",
    "EQ_source_",
    "EQ_destination_",
    "HASATTR_",
    "EQATTR_",
    "EQ_ILMD_",
    "GT_ILMD_",
    "GE_ILMD_",
    "LT_ILMD_",
    "LE_ILMD_",
    "EXISTS_ILMD_",
    "EQ_INNER_",
    "GT_INNER_",
    "GE_INNER_",
    "LT_INNER_",
    "LE_INNER_",
    "EXISTS_INNER_",
    "EQ_ERROR_DECLARATION_",
    "EQ_value_",
    "GT_value_",
    "GE_value_",
    "LT_value_",
    "LE_value_",
    "EQ_minValue_",
    "EQ_maxValue_",
    "EQ_meanValue_",
    "EQ_sDev_",
    "EQ_percValue_",
    "EQ_SENSOR",
    "EXISTS_SENSOR",
];

/// Holds a query in JSON against its schema.
pub(crate) fn of_json(tree: &Tree, root: NodeId, sink: &mut impl Sink) {
    let mut named = false;
    for part in tree.parts(root) {
        let name = tree.name(part);
        named |= name == "eventType" || name.contains('_');
        check(tree, name, part, sink);
    }
    if !named {
        let reason =
            "this is neither a document, nor an event, nor a query: a document has `type` and `epcisBody`";
        sink.fault(Fault::text(tree.line(root), reason));
    }
    sink.note("query without events");
}

/// Holds a `Poll` or `Subscribe` in XML against its schema.
pub(crate) fn of_xml(tree: &Tree, root: NodeId, sink: &mut impl Sink) {
    if tree.text_of(root, "queryName").is_none() {
        fault(tree, root, "`queryName` is missing: a query is polled by its name", sink);
    }
    match tree.get(root, "params") {
        None => fault(tree, root, "`params` is missing: a query states them, if only an empty list", sink),
        Some(params) => tree.children(params).for_each(|param| of_param(tree, param, sink)),
    }
    sink.note("query without events");
}

fn of_param(tree: &Tree, param: NodeId, sink: &mut impl Sink) {
    match (tree.text_of(param, "name"), tree.get(param, "value")) {
        (Some(name), Some(value)) => check(tree, name, value, sink),
        (None, _) => fault(tree, param, "`name` is missing: a parameter has one", sink),
        (Some(_), None) => fault(tree, param, "`value` is missing: a parameter states one", sink),
    }
}

fn fault(tree: &Tree, node: NodeId, reason: &str, sink: &mut impl Sink) {
    sink.fault(Fault { line: tree.line(node), path: tree.path(node), reason: reason.to_owned() });
}

fn check(tree: &Tree, name: &str, value: NodeId, sink: &mut impl Sink) {
    let mut fault = |reason: String| {
        sink.fault(Fault { line: tree.line(value), path: tree.path(value), reason });
    };
    let own = name.contains(':') || name.contains('#');
    if !own && !WORDS.contains(&name) && !FAMILIES.iter().any(|family| name.starts_with(family)) {
        fault(format!("`{name}` is no parameter of a query"));
        return;
    }
    let listed: Vec<NodeId> = tree.children(value).collect();
    let values = if listed.is_empty() { vec![value] } else { listed };
    for text in values.into_iter().map(|node| tree.text(node)) {
        let wrong = match name {
            "EQ_action" => Action::named(text).is_none(),
            "eventType" => EventType::named(text).is_none(),
            "orderDirection" => !matches!(text, "ASC" | "DESC"),
            "eventCountLimit" | "maxEventCount" | "perPage" => text.parse::<u64>().is_err(),
            _ if name.ends_with("Time") => Moment::read(text, None).is_none(),
            _ => false,
        };
        if wrong {
            fault(format!("{text:?} is no value of {name}"));
        }
    }
}
