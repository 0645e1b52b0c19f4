//! Master data: products and sites, from EPCIS vocabularies and from the names that events use.

use std::collections::BTreeMap;

use super::names;
use super::tree::{NodeId, Tree};
use super::vocabulary::local;

/// What is known of a product.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Product {
    pub(crate) name: String,
    pub(crate) category: String,
}

/// What is known of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Site {
    pub(crate) name: String,
    pub(crate) gln: String,
    pub(crate) parent: String,
    pub(crate) region: String,
    pub(crate) country: String,
    pub(crate) latitude: String,
    pub(crate) longitude: String,
    pub(crate) kind: String,
    pub(crate) time_zone: String,
}

/// Products and sites by the names that the tables use. Grows with them, not with events.
#[derive(Debug, Default)]
pub(crate) struct Master {
    pub(crate) products: BTreeMap<String, Product>,
    pub(crate) sites: BTreeMap<String, Site>,
}

impl Master {
    /// Adds an element of a vocabulary. False: it is of none that the tables hold.
    pub(crate) fn add(&mut self, vocabulary: &str, tree: &Tree, element: NodeId) -> bool {
        let id = tree.text_of(element, "id").or_else(|| tree.text_of(element, "@id"));
        let Some(id) = id else { return false };
        match local(vocabulary).to_ascii_lowercase().as_str() {
            "epcclass" => self.product(id, tree, element),
            "location" | "businesslocation" | "readpoint" | "party" | "sourcedest" => {
                self.place(id);
                self.site(id, tree, element);
            }
            _ => return false,
        }
        true
    }

    /// Notes a place that an event names.
    pub(crate) fn place(&mut self, uri: &str) {
        let named = names::place(uri);
        if self.sites.contains_key(&named.name) {
            return;
        }
        if let Some(parent) = &named.parent {
            let whole = Site { gln: parent.clone(), ..Site::default() };
            self.sites.entry(parent.clone()).or_insert(whole);
        }
        let site = Site {
            // A part shares the GLN of its whole; only one site can be found by it.
            gln: if named.parent.is_none() { named.gln.unwrap_or_default() } else { String::new() },
            parent: named.parent.unwrap_or_default(),
            ..Site::default()
        };
        self.sites.insert(named.name, site);
    }

    fn product(&mut self, id: &str, tree: &Tree, element: NodeId) {
        let product = self.products.entry(names::product(id)).or_default();
        each_attribute(tree, element, |name, value| {
            let field = match name {
                "descriptionShort" | "regulatedProductName" | "tradeItemDescription" => &mut product.name,
                "productForm" | "tradeItemConditionCode" | "additionalTradeItemIDTypeCode" => {
                    &mut product.category
                }
                "speciesForFisheryStatisticsPurposesName" => &mut product.category,
                _ => return,
            };
            if field.is_empty() || name == "speciesForFisheryStatisticsPurposesName" {
                value.clone_into(field);
            }
        });
    }

    fn site(&mut self, id: &str, tree: &Tree, element: NodeId) {
        let Some(site) = self.sites.get_mut(&names::place(id).name) else { return };
        each_attribute(tree, element, |name, value| {
            let field = match name {
                "name" | "physicalLocationName" => &mut site.name,
                "countryCode" => &mut site.country,
                "state" => &mut site.region,
                "latitude" => &mut site.latitude,
                "longitude" => &mut site.longitude,
                "siteKind" => &mut site.kind,
                "timeZone" => &mut site.time_zone,
                _ => return,
            };
            if field.is_empty() {
                value.clone_into(field);
            }
        });
    }
}

/// Names (their last part) and values of an element's attributes, in both syntaxes.
fn each_attribute(tree: &Tree, element: NodeId, mut take: impl FnMut(&str, &str)) {
    let list = tree.get(element, "attributes").unwrap_or(element);
    for part in tree.children(list) {
        let id = tree.text_of(part, "id").or_else(|| tree.text_of(part, "@id"));
        let value = tree.text_of(part, "attribute").unwrap_or_else(|| tree.text(part));
        if let Some(id) = id.filter(|_| !value.is_empty()) {
            take(local(id), value);
        }
    }
}
