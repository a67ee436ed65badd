/// Writes for a visitor what it makes of values of kinds that have no place there: `$give` gets their name in a sentence.
macro_rules! strangers {
    ($value:ty, $give:expr; $($kind:ident)*) => { $(strangers!(@$kind $value, $give);)* };
    (@null $value:ty, $give:expr) => {
        fn visit_unit<E: Error>(self) -> Result<$value, E> {
            Ok($give("null"))
        }
    };
    (@flag $value:ty, $give:expr) => {
        fn visit_bool<E: Error>(self, _: bool) -> Result<$value, E> {
            Ok($give("true or false"))
        }
    };
    (@text $value:ty, $give:expr) => {
        fn visit_str<E: Error>(self, _: &str) -> Result<$value, E> {
            Ok($give("a text"))
        }
    };
    (@number $value:ty, $give:expr) => {
        fn visit_f64<E: Error>(self, _: f64) -> Result<$value, E> {
            Ok($give("a number"))
        }

        fn visit_i64<E: Error>(self, _: i64) -> Result<$value, E> {
            Ok($give("a number"))
        }

        fn visit_u64<E: Error>(self, _: u64) -> Result<$value, E> {
            Ok($give("a number"))
        }
    };
    (@list $value:ty, $give:expr) => {
        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<$value, A::Error> {
            while list.next_element::<IgnoredAny>()?.is_some() {}
            Ok($give("a list"))
        }
    };
    (@object $value:ty, $give:expr) => {
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<$value, A::Error> {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            Ok($give("an object"))
        }
    };
}
