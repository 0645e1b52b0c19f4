//! One event, or another small part of a document, as it was written: the shape that both syntaxes share.

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Named parts: an object of JSON.
    Object,
    /// Parts in order.
    Array,
    /// Text.
    Text,
    /// A number, as it was written.
    Number,
    /// A truth value.
    Bool,
    /// Nothing.
    Null,
    /// An element of XML: its attributes and elements, and its own text.
    Element,
}

/// A node of a [`Tree`], valid until the tree is cleared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NodeId(u32);

/// A part of a tree's text.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Span {
    start: u32,
    end: u32,
}

#[derive(Clone, Debug)]
struct Node {
    shape: Shape,
    name: Span,
    value: Span,
    line: u32,
    parent: u32,
    first: u32,
    last: u32,
    next: u32,
}

const NONE: u32 = u32::MAX;

/// Nodes in the order of reading; their texts stand in one buffer. Cleared and used again for the next event, so that
/// a stream of events settles to no allocation.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
    text: String,
    open: Vec<u32>,
}

impl Tree {
    /// Forgets all nodes.
    pub(crate) fn clear(&mut self) {
        self.nodes.clear();
        self.text.clear();
        self.open.clear();
    }

    /// The first node, if anything was read.
    pub(crate) fn root(&self) -> Option<NodeId> {
        (!self.nodes.is_empty()).then_some(NodeId(0))
    }

    /// Whether a node is open.
    pub(crate) fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// How many nodes are open.
    pub(crate) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Bytes that the tree holds: a bound on what one event may take.
    pub(crate) fn bytes(&self) -> usize {
        self.text.len() + self.nodes.len() * size_of::<Node>()
    }

    #[inline]
    fn push(&mut self, shape: Shape, name: Span, line: u32) -> u32 {
        let id = self.nodes.len() as u32;
        let parent = self.open.last().copied().unwrap_or(NONE);
        self.nodes.push(Node {
            shape,
            name,
            value: Span::default(),
            line,
            parent,
            first: NONE,
            last: NONE,
            next: NONE,
        });
        if let Some(above) = self.nodes.get(parent as usize) {
            match above.last {
                NONE => self.nodes[parent as usize].first = id,
                last => self.nodes[last as usize].next = id,
            }
            self.nodes[parent as usize].last = id;
        }
        id
    }

    fn write(&mut self, text: &str) -> Span {
        let start = self.text.len() as u32;
        self.text.push_str(text);
        Span { start, end: self.text.len() as u32 }
    }

    /// Lets text be written into the tree, and gives what was written: readers need no buffer between.
    #[inline]
    pub(crate) fn writing<E>(&mut self, write: impl FnOnce(&mut String) -> Result<(), E>) -> Result<Span, E> {
        let start = self.text.len() as u32;
        write(&mut self.text)?;
        Ok(Span { start, end: self.text.len() as u32 })
    }

    /// Begins a node that may have parts.
    pub(crate) fn begin(&mut self, shape: Shape, name: &str, line: u32) {
        let name = self.write(name);
        self.begin_at(shape, name, line);
    }

    /// As [`Tree::begin`], with a name that stands in the tree.
    pub(crate) fn begin_at(&mut self, shape: Shape, name: Span, line: u32) {
        let id = self.push(shape, name, line);
        self.open.push(id);
    }

    /// As [`Tree::leaf`], with texts that stand in the tree.
    pub(crate) fn leaf_at(&mut self, shape: Shape, name: Span, value: Span, line: u32) {
        let id = self.push(shape, name, line);
        self.nodes[id as usize].value = value;
    }

    /// Ends the node that was begun last.
    pub(crate) fn end(&mut self) {
        self.open.pop();
    }

    /// Adds a node without parts.
    pub(crate) fn leaf(&mut self, shape: Shape, name: &str, value: &str, line: u32) {
        let name = self.write(name);
        let value = self.write(value);
        self.leaf_at(shape, name, value, line);
    }

    /// Adds to the text of the open element; after parts, only text that says something begins anew.
    pub(crate) fn add_text(&mut self, text: &str) {
        let Some(&open) = self.open.last() else { return };
        let node = &self.nodes[open as usize];
        let goes_on = node.value.end == self.text.len() as u32 && node.value.end > node.value.start;
        if !goes_on && text.trim().is_empty() {
            return;
        }
        let span = self.write(text);
        let value = &mut self.nodes[open as usize].value;
        *value = if goes_on { Span { start: value.start, end: span.end } } else { span };
    }

    fn slice(&self, span: Span) -> &str {
        &self.text[span.start as usize..span.end as usize]
    }

    /// How the node was written.
    pub(crate) fn shape(&self, node: NodeId) -> Shape {
        self.nodes[node.0 as usize].shape
    }

    /// The node's name; empty in an array.
    pub(crate) fn name(&self, node: NodeId) -> &str {
        self.slice(self.nodes[node.0 as usize].name)
    }

    /// Whether the node has that name.
    #[inline]
    pub(crate) fn is_named(&self, node: NodeId, name: &str) -> bool {
        let span = self.nodes[node.0 as usize].name;
        (span.end - span.start) as usize == name.len() && self.slice(span) == name
    }

    /// The node's own text, without blanks around it.
    pub(crate) fn text(&self, node: NodeId) -> &str {
        self.slice(self.nodes[node.0 as usize].value).trim()
    }

    /// The line on which the node begins.
    pub(crate) fn line(&self, node: NodeId) -> u32 {
        self.nodes[node.0 as usize].line
    }

    /// The parts in order, attributes included.
    pub(crate) fn parts(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let mut next = self.nodes[node.0 as usize].first;
        std::iter::from_fn(move || {
            let found = (next != NONE).then_some(NodeId(next))?;
            next = self.nodes[next as usize].next;
            Some(found)
        })
    }

    /// The parts that are no attributes.
    pub(crate) fn children(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.parts(node).filter(|part| !self.name(*part).starts_with('@'))
    }

    /// The first part of a name.
    pub(crate) fn get(&self, node: NodeId, name: &str) -> Option<NodeId> {
        self.parts(node).find(|part| self.is_named(*part, name))
    }

    /// The text of the first part of a name, unless it is empty.
    pub(crate) fn text_of(&self, node: NodeId, name: &str) -> Option<&str> {
        self.get(node, name).map(|part| self.text(part)).filter(|text| !text.is_empty())
    }

    /// Where a node stands below the root: `quantityList[0].quantity`.
    pub(crate) fn path(&self, node: NodeId) -> String {
        let mut steps = Vec::new();
        let mut at = node;
        while let Some(parent) = self.parent(at) {
            let name = self.name(at);
            if self.shape(parent) == Shape::Array {
                let index = self.parts(parent).position(|part| part == at).unwrap_or(0);
                steps.push(format!("[{index}]"));
            } else {
                steps.push(format!(".{name}"));
            }
            at = parent;
        }
        steps.reverse();
        steps.concat().trim_start_matches('.').to_owned()
    }

    fn parent(&self, node: NodeId) -> Option<NodeId> {
        let parent = self.nodes[node.0 as usize].parent;
        (parent != NONE).then_some(NodeId(parent))
    }
}
