//! Which lot went into which, within one region: for the exact reach of the lots that a summary names.

/// Number of a lot within its region; the shared lots come first, under the same numbers in every region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Node(pub(crate) u32);

/// Transforms as hyperedges: transform `t` takes `ins[in_ends[t - 1]..in_ends[t]]`, makes the like of `outs`.
pub(crate) struct Genealogy {
    nodes: u32,
    ins: Vec<u32>,
    in_ends: Vec<u32>,
    outs: Vec<u32>,
    out_ends: Vec<u32>,
}

/// A genealogy with the transforms of each lot at hand: those that take it, or those that make it.
///
/// Transforms of lot `i` are `transforms[starts[i]..starts[i + 1]]`.
struct Index {
    starts: Vec<u32>,
    transforms: Vec<u32>,
}

/// Answers reach in one direction; keeps its scratch from one question to the next.
pub(crate) struct Reach<'a> {
    taken: Index,
    others: &'a [u32],
    other_ends: &'a [u32],
    /// Round in which a lot, or transform, was last seen.
    seen: Vec<u32>,
    passed: Vec<u32>,
    round: u32,
    queue: Vec<u32>,
}

impl Genealogy {
    /// A genealogy that holds so many lots, and no transform.
    pub(crate) fn new(nodes: u32) -> Self {
        Genealogy { nodes, ins: Vec::new(), in_ends: Vec::new(), outs: Vec::new(), out_ends: Vec::new() }
    }

    /// A new lot.
    pub(crate) fn add(&mut self) -> Node {
        self.nodes += 1;
        Node(self.nodes - 1)
    }

    /// Number of lots, the shared ones included.
    pub(crate) fn len(&self) -> u32 {
        self.nodes
    }

    /// A transform.
    pub(crate) fn transform(&mut self, ins: impl Iterator<Item = Node>, outs: impl Iterator<Item = Node>) {
        self.ins.extend(ins.map(|n| n.0));
        self.in_ends.push(self.ins.len() as u32);
        self.outs.extend(outs.map(|n| n.0));
        self.out_ends.push(self.outs.len() as u32);
    }

    /// From a lot to all that was made from it.
    pub(crate) fn forward(&self) -> Reach<'_> {
        Reach::new(self.nodes, (&self.ins, &self.in_ends), (&self.outs, &self.out_ends))
    }

    /// From a lot to all that it was made from.
    pub(crate) fn backward(&self) -> Reach<'_> {
        Reach::new(self.nodes, (&self.outs, &self.out_ends), (&self.ins, &self.in_ends))
    }
}

impl Index {
    fn new(nodes: u32, lots: &[u32], ends: &[u32]) -> Index {
        let mut starts = vec![0u32; nodes as usize + 2];
        for lot in lots {
            starts[*lot as usize + 2] += 1;
        }
        for i in 2..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut transforms = vec![0u32; lots.len()];
        let mut start = 0;
        for (t, end) in ends.iter().enumerate() {
            for lot in &lots[start..*end as usize] {
                let slot = &mut starts[*lot as usize + 1];
                transforms[*slot as usize] = t as u32;
                *slot += 1;
            }
            start = *end as usize;
        }
        Index { starts, transforms }
    }

    fn of(&self, lot: u32) -> &[u32] {
        &self.transforms[self.starts[lot as usize] as usize..self.starts[lot as usize + 1] as usize]
    }
}

impl<'a> Reach<'a> {
    fn new(nodes: u32, from: (&'a [u32], &'a [u32]), to: (&'a [u32], &'a [u32])) -> Self {
        Reach {
            taken: Index::new(nodes, from.0, from.1),
            others: to.0,
            other_ends: to.1,
            seen: vec![0; nodes as usize],
            passed: vec![0; to.1.len()],
            round: 0,
            queue: Vec::new(),
        }
    }

    /// Number of lots reached from a lot, itself included.
    pub(crate) fn count(&mut self, from: Node) -> u64 {
        self.round += 1;
        self.queue.clear();
        self.queue.push(from.0);
        self.seen[from.0 as usize] = self.round;
        let mut next = 0;
        while next < self.queue.len() {
            let lot = self.queue[next];
            next += 1;
            for t in self.taken.of(lot) {
                let t = *t as usize;
                if self.passed[t] == self.round {
                    continue;
                }
                self.passed[t] = self.round;
                let start = if t == 0 { 0 } else { self.other_ends[t - 1] as usize };
                for other in &self.others[start..self.other_ends[t] as usize] {
                    if self.seen[*other as usize] != self.round {
                        self.seen[*other as usize] = self.round;
                        self.queue.push(*other);
                    }
                }
            }
        }
        self.queue.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::{Genealogy, Node};

    #[test]
    fn reach_counts_each_lot_once_and_ends_on_cycles() {
        let mut lots = Genealogy::new(6);
        let mut transform = |ins: &[u32], outs: &[u32]| {
            lots.transform(ins.iter().map(|n| Node(*n)), outs.iter().map(|n| Node(*n)));
        };
        transform(&[0, 1], &[2]);
        transform(&[2], &[3, 4]);
        transform(&[3], &[2]);
        let forward: Vec<u64> = (0..6).map(|n| lots.forward().count(Node(n))).collect();
        assert_eq!(forward, [4, 4, 3, 3, 1, 1]);
        let backward: Vec<u64> = (0..6).map(|n| lots.backward().count(Node(n))).collect();
        assert_eq!(backward, [1, 1, 4, 4, 5, 1]);
    }
}
