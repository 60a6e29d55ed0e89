// SPDX-License-Identifier: MIT
#include "tests/soak/linearizability.hpp"

#include <vector>

#include "tests/soak/history.hpp"
#include "tests/support/catch.hpp"

using namespace beckon::soak;

namespace {

/// A call of a number that can be written and read.
struct Call {
    std::uint64_t began = 0;
    std::uint64_t ended = 0;
    bool writes = false;
    int value = 0;

    bool has_answer() const { return ended != never; }
};

Call write(int value, std::uint64_t began, std::uint64_t ended) { return {began, ended, true, value}; }
Call read(int value, std::uint64_t began, std::uint64_t ended) { return {began, ended, false, value}; }

/// Whether a number that is 0 at first can have been used so.
bool is_possible(const std::vector<Call>& history) {
    const auto step = [](int number, const Call& call) -> std::optional<int> {
        if (call.writes) return call.value;
        return call.value == number ? std::optional(number) : std::nullopt;
    };
    return is_linearizable(std::span<const Call>(history), 0, step);
}

}  // namespace

TEST_CASE("linearizability: of calls one after another each sees what those before it left") {
    CHECK(is_possible({}));
    CHECK(is_possible({write(1, 1, 2), read(1, 3, 4)}));
    CHECK_FALSE(is_possible({write(1, 1, 2), read(0, 3, 4)}));
    CHECK_FALSE(is_possible({read(1, 1, 2), write(1, 3, 4)}));
}

TEST_CASE("linearizability: calls that overlap may come in either order, but in one") {
    CHECK(is_possible({write(1, 1, 4), read(0, 2, 3)}));
    CHECK(is_possible({write(1, 1, 4), read(1, 2, 3)}));
    CHECK(is_possible({write(1, 1, 4), write(2, 2, 3), read(1, 5, 6)}));
    CHECK(is_possible({write(1, 1, 4), write(2, 2, 3), read(2, 5, 6)}));
    CHECK_FALSE(is_possible({write(1, 1, 6), read(1, 2, 3), read(0, 4, 5)}));
    CHECK_FALSE(is_possible({write(1, 1, 4), write(2, 2, 3), read(1, 5, 6), read(2, 7, 8)}));
}

TEST_CASE("linearizability: a call without an answer may have its effect at any time after its beginning, or never") {
    CHECK(is_possible({write(1, 1, never), read(0, 2, 3)}));
    CHECK(is_possible({write(1, 1, never), read(1, 2, 3)}));
    CHECK(is_possible({write(1, 1, never), read(0, 2, 3), read(1, 4, 5)}));
    CHECK_FALSE(is_possible({write(1, 1, never), read(1, 2, 3), read(0, 4, 5)}));
    CHECK_FALSE(is_possible({read(1, 1, 2), write(1, 3, never)}));
}

TEST_CASE("linearizability: sixty calls at once are searched through without trying every order") {
    std::vector<Call> history;
    for (std::uint64_t i = 1; i <= 60; ++i) history.push_back(write(static_cast<int>(i % 3), i, 1000 + i));
    history.push_back(read(5, 2000, 2001));
    CHECK_FALSE(is_possible(std::vector<Call>(history.end() - 12, history.end())));
    history.back().value = 2;
    CHECK(is_possible(history));
}
