// SPDX-License-Identifier: MIT
#include "beckon/lifecycle/words.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "beckon/lifecycle/action.hpp"
#include "beckon/lifecycle/actor.hpp"
#include "beckon/lifecycle/field.hpp"
#include "beckon/lifecycle/finding.hpp"
#include "beckon/lifecycle/guard.hpp"
#include "beckon/lifecycle/link_state.hpp"
#include "beckon/lifecycle/reason.hpp"
#include "beckon/lifecycle/remedy.hpp"
#include "beckon/lifecycle/status.hpp"
#include "beckon/ports/directory.hpp"
#include "beckon/ports/outbox.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/enumerators.hpp"

namespace {

enum class Fruit : std::uint8_t { none = 0, apple = 1, blood_orange = 2, fig = 7 };
enum class Misplaced : std::uint8_t { first = 1, second = 2 };
enum class Doubled : std::uint8_t { first = 1, second = 2 };
enum class Nameless : std::uint8_t { first = 1, second = 2 };

}  // namespace

namespace beckon {

template <>
inline constexpr Word<Fruit> words_of<Fruit>[] = {
    {Fruit::apple, "apple", "Apple"},
    {Fruit::blood_orange, "blood_orange", "Blood orange"},
    {Fruit::fig, "fig"},
};
template <>
inline constexpr Word<Misplaced> words_of<Misplaced>[] = {{Misplaced::second, "second"}, {Misplaced::first, "first"}};
template <>
inline constexpr Word<Doubled> words_of<Doubled>[] = {{Doubled::first, "first"}, {Doubled::second, "first"}};
template <>
inline constexpr Word<Nameless> words_of<Nameless>[] = {{Nameless::first, "first"}, {Nameless::second, ""}};

}  // namespace beckon

using namespace beckon;

namespace {

static_assert(words_are_sound<Fruit>());
static_assert(!words_are_sound<Misplaced>());
static_assert(!words_are_sound<Doubled>());
static_assert(!words_are_sound<Nameless>());
static_assert(!HasWords<int>);

template <class Enum>
void check_complete() {
    CHECK(test_support::codes<Enum>() == test_support::enumerators<Enum>());
}

}  // namespace

TEST_CASE("a row is found by its value and by its code") {
    CHECK(code(Fruit::blood_orange) == "blood_orange");
    CHECK(in_english(Fruit::blood_orange) == "Blood orange");
    CHECK(from_code<Fruit>("blood_orange") == Fruit::blood_orange);
    CHECK(all_values<Fruit>() == std::array{Fruit::apple, Fruit::blood_orange, Fruit::fig});
}

TEST_CASE("a value without a row has no code and no words, and no code stands for it") {
    CHECK(code(Fruit::none).empty());
    CHECK(code(static_cast<Fruit>(3)).empty());
    CHECK(in_english(Fruit::none).empty());
    CHECK(in_english(Fruit::fig).empty());
    CHECK_FALSE(from_code<Fruit>(""));
    CHECK_FALSE(from_code<Fruit>("Apple"));
    CHECK_FALSE(from_code<Fruit>("appl"));
}

TEST_CASE("the compiler's names of enumerators are those of the source, without zero") {
    CHECK(test_support::enumerators<Fruit>() == std::vector<std::string>{"apple", "blood_orange", "fig"});
}

TEST_CASE("every enumerator has a row, with its name as its code") {
    check_complete<Status>();
    check_complete<Action>();
    check_complete<ActorKind>();
    check_complete<LinkState>();
    check_complete<Reason>();
    check_complete<RefusalKind>();
    check_complete<Remedy>();
    check_complete<Field>();
    check_complete<Symptom>();
    check_complete<Advice>();
    check_complete<Guard>();
    check_complete<Delivery>();
    check_complete<UserOrder>();
}
