//! Zero-time cycles: legs whose numbers would follow from themselves. No rule gives a number there.

use std::collections::{HashMap, HashSet};

use super::{Class, Follower, Outflow};
use crate::model::{NodeId, RowId};

/// Finds the rows with a leg that depends on itself and takes their rules away, so that what is left has an order.
///
/// A number that comes out depends on every leg before it in its position's books; a number that comes in on what its
/// row or node takes. `State` stands for "all legs up to this one", which keeps the edges few.
pub(super) fn break_cycles(follower: &mut Follower<'_, '_, '_>) {
    let graph = Graph::of(follower);
    let cyclic: HashSet<Culprit> = graph.cyclic(follower);
    if cyclic.is_empty() {
        return;
    }
    for account in &mut follower.accounts {
        for entry in &mut account.legs {
            let node = graph.node_of_row.get(&entry.row).copied();
            let culprit = node.map_or(Culprit::Row(entry.row), Culprit::Node);
            if cyclic.contains(&culprit) {
                entry.class = match entry.class {
                    Class::Out(Outflow::Regular) => Class::Out(Outflow::WithoutRule),
                    Class::InFromRow | Class::InFromNode(_) => Class::InWithoutRule,
                    unchanged @ (Class::Out(_) | Class::InSeed | Class::InClean | Class::InWithoutRule) => {
                        unchanged
                    }
                };
            }
        }
    }
}

/// What takes part in a cycle: a movement as a whole.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Culprit {
    Row(RowId),
    Node(NodeId),
}

struct Graph {
    /// First vertex of each account; each leg has two: its number, then the state after it.
    first: Vec<usize>,
    total: usize,
    /// Vertex of the number that a row takes, where a rule gives it.
    number_of_row: HashMap<RowId, usize>,
    node_of_row: HashMap<RowId, NodeId>,
}

impl Graph {
    fn of(follower: &Follower<'_, '_, '_>) -> Graph {
        let view = follower.trace.view();
        let mut graph =
            Graph { first: Vec::new(), total: 0, number_of_row: HashMap::new(), node_of_row: HashMap::new() };
        for account in &follower.accounts {
            graph.first.push(graph.total);
            for (index, entry) in account.legs.iter().enumerate() {
                if entry.class == Class::Out(Outflow::Regular) {
                    graph.number_of_row.insert(entry.row, graph.total + 2 * index);
                }
                if let Some(node) = view.row(account.lot, entry.row).node {
                    graph.node_of_row.insert(entry.row, node);
                }
            }
            graph.total += 2 * account.legs.len();
        }
        graph
    }

    /// What a vertex depends on.
    fn needs(&self, follower: &Follower<'_, '_, '_>, vertex: usize, needs: &mut Vec<usize>) {
        needs.clear();
        let account = self.first.partition_point(|first| *first <= vertex) - 1;
        let (index, is_state) = ((vertex - self.first[account]) / 2, (vertex - self.first[account]) % 2 == 1);
        let before = (index > 0).then(|| vertex - if is_state { 2 } else { 1 });
        if is_state {
            needs.push(vertex - 1);
            needs.extend(before);
            return;
        }
        let entry = &follower.accounts[account].legs[index];
        match entry.class {
            Class::Out(Outflow::Regular) => needs.extend(self.before_tied(follower, account, index)),
            Class::InFromRow => needs.extend(self.number_of_row.get(&entry.row)),
            Class::InFromNode(node) => {
                let inputs = follower.trace.view().inputs_of(node);
                needs.extend(inputs.filter_map(|(row, _)| self.number_of_row.get(&row)));
            }
            Class::Out(Outflow::Unreached | Outflow::WithoutRule)
            | Class::InSeed
            | Class::InClean
            | Class::InWithoutRule => {}
        }
    }

    /// The state that an outflow meets: that before the outflows of its instant.
    fn before_tied(&self, follower: &Follower<'_, '_, '_>, account: usize, index: usize) -> Option<usize> {
        let legs = &follower.accounts[account].legs;
        let at = legs[index].leg.at;
        let tied = legs[..index].iter().rev().take_while(|entry| entry.leg.out && entry.leg.at == at).count();
        let first = index - tied;
        (first > 0).then(|| self.first[account] + 2 * first - 1)
    }

    /// Movements on cycles: strongly connected components of more than one vertex (Tarjan, without recursion).
    fn cyclic(&self, follower: &Follower<'_, '_, '_>) -> HashSet<Culprit> {
        const UNSEEN: u32 = u32::MAX;
        let mut order = vec![UNSEEN; self.total];
        let mut low = vec![0u32; self.total];
        let mut on_stack = vec![false; self.total];
        let (mut stack, mut found, mut next) = (Vec::new(), HashSet::new(), 0u32);
        let mut needs = Vec::new();
        for root in 0..self.total {
            if order[root] != UNSEEN {
                continue;
            }
            let mut frames: Vec<(usize, Vec<usize>)> = Vec::new();
            let mut enter = Some(root);
            loop {
                if let Some(vertex) = enter.take() {
                    order[vertex] = next;
                    low[vertex] = next;
                    next += 1;
                    stack.push(vertex);
                    on_stack[vertex] = true;
                    self.needs(follower, vertex, &mut needs);
                    frames.push((vertex, needs.clone()));
                }
                let Some((vertex, left)) = frames.last_mut() else { break };
                let vertex = *vertex;
                if let Some(needed) = left.pop() {
                    if order[needed] == UNSEEN {
                        enter = Some(needed);
                    } else if on_stack[needed] {
                        low[vertex] = low[vertex].min(order[needed]);
                    }
                    continue;
                }
                frames.pop();
                if let Some((parent, _)) = frames.last() {
                    low[*parent] = low[*parent].min(low[vertex]);
                }
                if low[vertex] == order[vertex] {
                    let from = stack.iter().rposition(|v| *v == vertex).unwrap_or(0);
                    let component = stack.split_off(from);
                    for member in &component {
                        on_stack[*member] = false;
                    }
                    if component.len() > 1 {
                        found.extend(component.iter().filter_map(|member| self.culprit(follower, *member)));
                    }
                }
            }
        }
        found
    }

    /// The movement whose number a vertex is.
    fn culprit(&self, follower: &Follower<'_, '_, '_>, vertex: usize) -> Option<Culprit> {
        let account = self.first.partition_point(|first| *first <= vertex) - 1;
        if (vertex - self.first[account]) % 2 == 1 {
            return None;
        }
        let row = follower.accounts[account].legs[(vertex - self.first[account]) / 2].row;
        Some(self.node_of_row.get(&row).map_or(Culprit::Row(row), |node| Culprit::Node(*node)))
    }
}
