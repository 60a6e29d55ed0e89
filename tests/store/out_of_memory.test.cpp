// SPDX-License-Identifier: MIT
#include <functional>
#include <new>
#include <string_view>
#include <utility>
#include <vector>

#include "beckon/memory/memory_store.hpp"
#include "src/testing/story.hpp"
#include "tests/store/failing_new.hpp"
#include "tests/support/catch.hpp"

#ifdef BECKON_NEW_CAN_FAIL

namespace beckon::testing {

namespace {

struct Change {
    std::string_view name;
    std::function<void(Store&)> before;  ///< What has happened already.
    std::function<void(Store&)> change;
};

/// The change as it is made, prepared beforehand so that nothing but the store allocates while it is made.
std::vector<Change> changes() {
    const auto first = with_key(to_invite(1, "a@example.com", noon(), {"Owner", "A role whose name is long enough"}),
                                "k", noon(hours(1)));
    const auto resent = with_key(to_do(first.after, Resend{}, noon(minutes(1))), "another key", noon(hours(1)));
    const auto corrected = to_do(first.after, CorrectEmail{address("somebody.else@example.com")}, noon(minutes(1)));
    const auto accepted = to_do(first.after, Accept{}, noon(minutes(1)));
    const auto promoted =
        to_do(accepted.after, Edit{{.roles = Labels{"Owner", "Another role with a long name"}}}, noon(minutes(2)));
    const auto cancelled = to_do(first.after, Cancel{}, noon(minutes(1)));
    const auto invited = with_key(to_invite(2, "b@example.com", noon(), {"A third role whose name is long enough"}),
                                  "one more key that is long enough", noon(hours(1)));
    const auto taken = to_adopt(3, "a@example.com", noon(minutes(1)), {"Owner"});
    const std::vector<Commit> several{invited, resent, to_do(resent.after, Cancel{}, noon(minutes(2))), taken,
                                      to_do(invited.after, Accept{}, noon(minutes(3)))};
    const std::vector<Commit> first_two{first, invited};
    const auto claimed = [=](Store& store) {
        tell(store, first);
        store.claim_mail(noon(), minutes(1), 1);
        store.claim_mail(noon(minutes(1)), minutes(1), 1);
    };
    const Settlement settlement{
        .delivery = Delivery::failed, .at = noon(), .detail = "550 5.1.1 there is no such user here"};
    const ClaimedMail claim{.mail = {.intent = *first.mail}, .fence = 2, .lease_ends = noon(minutes(2))};
    return {
        {"a first invitation", [](Store&) {}, [=](Store& store) { static_cast<void>(store.commit(first)); }},
        {"a resend", [=](Store& store) { tell(store, first); },
         [=](Store& store) { static_cast<void>(store.commit(resent)); }},
        {"a correction", [=](Store& store) { tell(store, first); },
         [=](Store& store) { static_cast<void>(store.commit(corrected)); }},
        {"an edit of roles", [=](Store& store) { tell(store, first), tell(store, accepted); },
         [=](Store& store) { static_cast<void>(store.commit(promoted)); }},
        {"a cancellation", [=](Store& store) { tell(store, first); },
         [=](Store& store) { static_cast<void>(store.commit(cancelled)); }},
        {"several commits", [=](Store& store) { tell(store, first); },
         [=](Store& store) { store.commit_all(several); }},
        {"the first commits of an account", [](Store&) {}, [=](Store& store) { store.commit_all(first_two); }},
        {"an erasure", [=](Store& store) { claimed(store), tell(store, cancelled); },
         [=](Store& store) { store.erase(acme(), first.after.id); }},
        {"a purge", [=](Store& store) { claimed(store), tell(store, cancelled); },
         [=](Store& store) { store.purge(acme(), noon(hours(1)), 9); }},
        {"a mail that came back", claimed,
         [=](Store& store) { store.bounce_mail(acme(), first.after.id, 1, noon(), "550 there is no such user here"); }},
        {"a claim", [=](Store& store) { claimed(store), tell(store, resent); },
         [](Store& store) { store.claim_mail(noon(hours(1)), minutes(1), 9); }},
        {"a settlement", claimed, [=](Store& store) { store.settle_mail(claim, settlement); }}};
}

/// All that a store shows, the mails that are due an hour and a half later included.
std::pair<View, std::size_t> everything(Store& store) {
    const auto key = with_key(to_invite(1, "a@example.com", noon()), "k", noon(hours(1)));
    const auto other =
        with_key(to_do(key.after, CorrectEmail{address("somebody.else@example.com")}, noon()), "another key", noon());
    View view = view_of(store, acme(), noon(), {key, other});
    return {std::move(view), store.claim_mail(noon(hours(1) + seconds(30)), minutes(1), 9).size()};
}

}  // namespace

TEST_CASE("I22: an allocation that fails leaves a MemoryStore as it was") {
    for (const auto& change : changes()) {
        DYNAMIC_SECTION(change.name) {
            MemoryStore untouched;
            change.before(untouched);
            const auto before = everything(untouched);
            MemoryStore changed;
            change.before(changed);
            change.change(changed);
            const auto after = everything(changed);
            REQUIRE(before != after);

            int failures = 0;
            for (bool failed = true; failed;) {
                MemoryStore store;
                change.before(store);
                MemoryStore retried;
                change.before(retried);
                failed = false;
                for (MemoryStore* each : {&store, &retried}) {
                    fail_new_after(failures);
                    try {
                        change.change(*each);
                    } catch (const std::bad_alloc&) {
                        failed = true;
                    }
                    fail_new_after(-1);
                }
                if (!failed) break;
                ++failures;
                CHECK(everything(store) == before);
                change.change(retried);
                CHECK(everything(retried) == after);
            }
            CHECK(failures > 0);
        }
    }
}

}  // namespace beckon::testing

#endif
