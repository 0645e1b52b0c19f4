use std::fmt;

use rkyv::rancor::{BoxedError, Failure, Fallible, Strategy};
use rkyv::rend::{i32_le, i64_le, u16_le, u32_le, u64_le};
use rkyv::ser::Serializer;
use rkyv::ser::allocator::SubAllocator;
use rkyv::ser::{Allocator, Writer};
use rkyv::vec::{ArchivedVec, VecResolver};
use rkyv::{Archive, Serialize};

use super::sink::Sink;

/// A type that columns are made of.
///
/// Sealed: `u8`, `u16`, `u32`, `u64`, `i32` and `i64`.
pub trait Element: codec::Codec<Self::Archived> + Copy + Send + Sync + fmt::Debug + 'static {
    /// The element as it stands in the file: the same size, little-endian on every machine.
    type Archived: Copy + Send + Sync + Eq + Ord + fmt::Debug + 'static;

    /// The type's mark in the section table.
    const TYPE: ElementType;

    /// The value that the element in the file stands for.
    fn to_native(archived: Self::Archived) -> Self;
}

/// Marks of the element types in a section table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum ElementType {
    /// `u8`
    U8 = 1,
    /// `u16`
    U16 = 2,
    /// `u32`
    U32 = 3,
    /// `u64`
    U64 = 4,
    /// `i32`
    I32 = 5,
    /// `i64`
    I64 = 6,
}

impl ElementType {
    const ALL: [ElementType; 6] = [
        ElementType::U8,
        ElementType::U16,
        ElementType::U32,
        ElementType::U64,
        ElementType::I32,
        ElementType::I64,
    ];

    /// Bytes of one element.
    #[must_use]
    pub const fn size(self) -> u64 {
        match self {
            ElementType::U8 => 1,
            ElementType::U16 => 2,
            ElementType::U32 | ElementType::I32 => 4,
            ElementType::U64 | ElementType::I64 => 8,
        }
    }

    pub(super) const fn tag(self) -> u8 {
        self as u8
    }

    pub(super) fn from_tag(tag: u8) -> Option<ElementType> {
        ElementType::ALL.into_iter().find(|element| element.tag() == tag)
    }

    /// Bytes of an archive of `count` elements: the elements, zeros up to a multiple of 8, a 16-byte root.
    pub(super) fn archive_len(self, count: u64) -> Option<u64> {
        const ROOT: u64 = 16;
        count.checked_mul(self.size())?.checked_next_multiple_of(8)?.checked_add(ROOT)
    }
}

impl fmt::Display for ElementType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ElementType::U8 => "u8",
            ElementType::U16 => "u16",
            ElementType::U32 => "u32",
            ElementType::U64 => "u64",
            ElementType::I32 => "i32",
            ElementType::I64 => "i64",
        })
    }
}

/// Seals [`Element`] and keeps rkyv out of its signatures.
pub(super) mod codec {
    use super::{BoxedError, Failure, Sink};

    pub trait Codec<A>: Sized {
        /// Writes the archive of `values`; what failed stays in the sink.
        fn archive(values: &[Self], sink: &mut Sink<'_>) -> Result<(), Failure>;

        /// The elements of the archive that `bytes` are.
        fn view(bytes: &[u8]) -> Result<&[A], BoxedError>;
    }
}

/// Archives a borrowed slice as a `Vec`, so that a column is never copied to be written.
struct Column<'a, T>(&'a [T]);

impl<T: Archive> Archive for Column<'_, T> {
    type Archived = ArchivedVec<T::Archived>;
    type Resolver = VecResolver;

    fn resolve(&self, resolver: VecResolver, out: rkyv::Place<Self::Archived>) {
        ArchivedVec::resolve_from_slice(self.0, resolver, out);
    }
}

impl<T, S> Serialize<S> for Column<'_, T>
where
    T: Serialize<S>,
    S: Fallible + Allocator + Writer + ?Sized,
{
    fn serialize(&self, serializer: &mut S) -> Result<VecResolver, S::Error> {
        ArchivedVec::serialize_from_slice(self.0, serializer)
    }
}

type SinkSerializer<'s, 'o> = Serializer<&'s mut Sink<'o>, SubAllocator<'static>, ()>;

fn archive_into<'s, 'o, T>(values: &[T], sink: &'s mut Sink<'o>) -> Result<(), Failure>
where
    T: Serialize<Strategy<SinkSerializer<'s, 'o>, Failure>>,
{
    // Integers have no resolvers to keep, so nothing is ever allocated.
    let mut serializer = Serializer::new(sink, SubAllocator::empty(), ());
    rkyv::api::serialize_using::<_, Failure>(&Column(values), &mut serializer).map(|_root| ())
}

macro_rules! element {
    ($native:ty, $archived:ty, $kind:ident, $to_native:expr) => {
        impl codec::Codec<$archived> for $native {
            fn archive(values: &[Self], sink: &mut Sink<'_>) -> Result<(), Failure> {
                archive_into(values, sink)
            }

            fn view(bytes: &[u8]) -> Result<&[$archived], BoxedError> {
                rkyv::access::<ArchivedVec<$archived>, BoxedError>(bytes).map(ArchivedVec::as_slice)
            }
        }

        impl Element for $native {
            type Archived = $archived;
            const TYPE: ElementType = ElementType::$kind;

            #[inline]
            fn to_native(archived: $archived) -> $native {
                $to_native(archived)
            }
        }
    };
}

element!(u8, u8, U8, std::convert::identity);
element!(u16, u16_le, U16, u16_le::to_native);
element!(u32, u32_le, U32, u32_le::to_native);
element!(u64, u64_le, U64, u64_le::to_native);
element!(i32, i32_le, I32, i32_le::to_native);
element!(i64, i64_le, I64, i64_le::to_native);
