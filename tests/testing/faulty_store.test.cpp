// SPDX-License-Identifier: MIT
#include "beckon/testing/faulty_store.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "beckon/memory/memory_store.hpp"
#include "beckon/testing/store_contract.hpp"
#include "src/testing/story.hpp"
#include "tests/support/at_once.hpp"
#include "tests/support/catch.hpp"

namespace beckon::testing {

namespace {

using Kind = StoreFault::Kind;

/// A store in which every call has something to do: Ann is invited, a mail to Bob is held, Cat was removed.
struct Told {
    Told() {
        tell(inner, to_invite(1, "ann@example.com", noon()));
        tell(inner, to_invite(2, "bob@example.com", noon(-minutes(1))));
        held = inner.claim_mail(noon(), minutes(5), 1).front();
        tell(inner, to_do(tell(inner, to_adopt(3, "cat@example.com", noon())), Remove{}, noon(tick)));
    }

    /// All that can be seen of it, what can be claimed half an hour later included.
    std::pair<View, std::size_t> everything() {
        View view = view_of(inner, acme(), noon(), {to_invite(4, "dan@example.com", noon())});
        return {std::move(view), inner.claim_mail(noon(minutes(1)), tick, 10).size()};
    }

    MemoryStore inner;
    FaultyStore faulty{inner};
    std::optional<ClaimedMail> held;
};

/// Makes the call, and throws unless it has its right answer.
void call(StoreCall which, Told& told) {
    Store& store = told.faulty;
    const std::string_view asked = "a call that does not fail has its answer";
    switch (which) {
        case StoreCall::look_all: require(store.load(acme(), user_number(1)).has_value(), asked); return;
        case StoreCall::list: require(store.list({.account = acme(), .now = noon()}).users.size() == 2, asked); return;
        case StoreCall::count: require(store.count(acme(), noon()).invite_sent == 2, asked); return;
        case StoreCall::count_deliveries: require(store.count_deliveries(acme()).queued == 2, asked); return;
        case StoreCall::events: require(store.events({.account = acme()}).events.size() == 4, asked); return;
        case StoreCall::mail: require(store.mail(acme(), user_number(1)).size() == 1, asked); return;
        case StoreCall::mail_to: require(store.mail_to(address("ann@example.com"), noon()).size() == 1, asked); return;
        case StoreCall::commit_all: tell(store, to_invite(4, "dan@example.com", noon())); return;
        case StoreCall::claim_mail:
            require(store.claim_mail(noon(minutes(1)), minutes(5), 10).size() == 1, asked);
            return;
        case StoreCall::settle_mail:
            require(store.settle_mail(*told.held, {.delivery = Delivery::sent, .at = noon()}) == SettleResult::settled,
                    asked);
            return;
        case StoreCall::bounce_mail:
            require(store.bounce_mail(acme(), user_number(1), 1, noon(), "550"), asked);
            return;
        case StoreCall::erase: require(store.erase(acme(), user_number(3)), asked); return;
        case StoreCall::purge: require(store.purge(acme(), noon(hours(1)), 10) == 1, asked); return;
    }
}

/// What a call comes to: "" where it answers.
std::string thrown_by(const std::function<void()>& body) {
    try {
        body();
        return "";
    } catch (const UnknownOutcomeError&) {
        return "unknown outcome";
    } catch (const StoreError& error) {
        return error.retry() == StoreError::Retry::may_help ? "failed" : "failed for good";
    } catch (const std::logic_error& error) {
        return error.what();
    }
}

const auto load_ann = [](Store& store) { return store.load(acme(), user_number(1)); };

}  // namespace

TEST_CASE("a FaultyStore without a planned fault keeps the contract of the store behind it") {
    std::vector<std::unique_ptr<MemoryStore>> inner;
    const StoreUnderTest store{.open_fresh = [&] {
        inner.push_back(std::make_unique<MemoryStore>());
        return std::make_unique<FaultyStore>(*inner.back());
    }};
    for (const ContractFailure& failure : check_store(store)) FAIL_CHECK(failure.name << ": " << failure.what);
}

TEST_CASE("every call of a store can fail before it happens, lose its request, or lose its answer") {
    std::set<std::string_view> names;
    for (const StoreCall which : all_store_calls) {
        CAPTURE(code(which));
        names.insert(code(which));
        Told untouched;
        const auto before = untouched.everything();
        Told done;
        call(which, done);
        const auto after = done.everything();
        CHECK((after != before) == writes(which));
        for (const auto& [kind, error, expected] :
             {std::tuple(Kind::fails, "failed", before), std::tuple(Kind::loses_request, "unknown outcome", before),
              std::tuple(Kind::loses_answer, "unknown outcome", after), std::tuple(Kind::delays_call, "", after),
              std::tuple(Kind::delays_answer, "", after)}) {
            Told told;
            told.faulty.plan({.call = which, .kind = kind});
            CHECK(thrown_by([&] { call(which, told); }) == error);
            CHECK(told.everything() == expected);
            CHECK(told.faulty.planned() == 0);
            CHECK(told.faulty.calls(which) == 1);
            CHECK(told.faulty.calls() == 1);
            CHECK(told.faulty.writes() == (writes(which) ? 1 : 0));
        }
    }
    CHECK(names.size() == 13);
}

TEST_CASE("a fault happens at the call that it was planned for, counted from then on, once") {
    Told told;
    FaultyStore& store = told.faulty;
    load_ann(store);
    store.plan({.call = StoreCall::look_all, .at = 3});
    store.plan({.at = 5});
    CHECK(store.planned() == 2);
    const auto outcome = [&](StoreCall which) { return thrown_by([&] { call(which, told); }); };
    CHECK(outcome(StoreCall::look_all).empty());
    CHECK(outcome(StoreCall::list).empty());
    CHECK(outcome(StoreCall::look_all).empty());
    CHECK(outcome(StoreCall::look_all) == "failed");
    CHECK(store.planned() == 1);
    CHECK(outcome(StoreCall::count) == "failed");  // The fifth of any kind.
    CHECK(outcome(StoreCall::count).empty());
    CHECK(outcome(StoreCall::look_all).empty());
    CHECK(store.planned() == 0);
    CHECK(store.calls() == 8);
    CHECK(store.calls(StoreCall::look_all) == 5);
    CHECK_THROWS_AS(store.plan({.at = 0}), std::invalid_argument);
}

TEST_CASE("a lasting fault happens at that call and every later one until it is cleared") {
    Told told;
    told.faulty.plan({.call = StoreCall::look_all, .at = 2, .lasting = true});
    CHECK(load_ann(told.faulty));
    for (int i = 0; i < 5; ++i) CHECK_THROWS_AS(load_ann(told.faulty), StoreError);
    CHECK(told.faulty.planned() == 0);
    CHECK(told.faulty.count(acme(), noon()).invite_sent == 2);
    told.faulty.clear();
    CHECK(load_ann(told.faulty));
    told.faulty.plan({.at = 2});
    told.faulty.clear();
    CHECK(load_ann(told.faulty));
    CHECK(load_ann(told.faulty));
}

TEST_CASE("of faults that fall on one call the one planned first happens and the others are spent") {
    Told told;
    told.faulty.plan({.kind = Kind::loses_request});
    told.faulty.plan({.call = StoreCall::look_all});
    CHECK(thrown_by([&] { load_ann(told.faulty); }) == "unknown outcome");
    CHECK(told.faulty.planned() == 0);
    CHECK(load_ann(told.faulty));
}

TEST_CASE("what is done meanwhile is done before a call's effect or between its effect and its answer") {
    const auto invitation = to_invite(4, "dan@example.com", noon());
    const auto with = [&](Kind kind, const std::function<void(Told&)>& meanwhile) {
        Told told;
        told.faulty.plan({.call = StoreCall::commit_all, .kind = kind, .meanwhile = [&] { meanwhile(told); }});
        return thrown_by([&] { tell(told.faulty, invitation); });
    };
    const auto is_there = [](Told& told) { return told.inner.load(acme(), user_number(4)).has_value(); };
    int times = 0;
    for (const auto& [kind, done] :
         {std::pair(Kind::delays_call, false), std::pair(Kind::fails, false), std::pair(Kind::loses_request, false),
          std::pair(Kind::loses_answer, true), std::pair(Kind::delays_answer, true)}) {
        with(kind, [&, expected = done](Told& told) {
            ++times;
            CHECK(is_there(told) == expected);
        });
    }
    CHECK(times == 5);
    // What it throws is what the call throws.
    CHECK(with(Kind::delays_answer, [&](Told&) { throw std::logic_error("mine"); }) == "mine");
    CHECK(with(Kind::delays_call, [&](Told&) {
              throw StoreError("the file is no database", StoreError::Retry::pointless);
          }) == "failed for good");

    Told raced;
    raced.faulty.plan({.call = StoreCall::commit_all, .kind = Kind::delays_call, .meanwhile = [&] {
                           CHECK(raced.faulty.commit(to_invite(5, "dan@example.com", noon())).outcome ==
                                 CommitResult::Outcome::committed);
                           raced.faulty.plan({.call = StoreCall::look_all});
                       }});
    CHECK(raced.faulty.commit(invitation).outcome == CommitResult::Outcome::address_taken);
    CHECK_THROWS_AS(load_ann(raced.faulty), StoreError);
}

TEST_CASE("of calls at once exactly as many go wrong as were planned, and all are counted") {
    Told told;
    for (const std::size_t at : {1U, 500U, 2000U}) told.faulty.plan({.call = StoreCall::look_all, .at = at});
    told.faulty.plan({.call = StoreCall::look_all, .at = 1000, .kind = Kind::delays_call, .meanwhile = [&] {
                          told.faulty.plan({.call = StoreCall::list});
                      }});
    std::atomic<std::size_t> failed = 0;
    test_support::at_once(4, [&](std::size_t) {
        for (int i = 0; i < 500; ++i) {
            try {
                load_ann(told.faulty);
            } catch (const StoreError&) {
                ++failed;
            }
        }
    });
    CHECK(failed == 3);
    CHECK(told.faulty.planned() == 1);
    CHECK(told.faulty.calls(StoreCall::look_all) == 2000);
}

}  // namespace beckon::testing
