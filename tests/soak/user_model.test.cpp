// SPDX-License-Identifier: MIT
#include "tests/soak/user_model.hpp"

#include "beckon/lifecycle/policies.hpp"
#include "beckon/memory/memory_store.hpp"
#include "tests/soak/dice.hpp"
#include "tests/soak/host.hpp"
#include "tests/support/catch.hpp"

using namespace beckon;
using namespace beckon::soak;

namespace {

Operation accepted(std::uint64_t began, std::uint64_t ended, const Answer& answer) {
    return {.worker = static_cast<std::uint32_t>(began),
            .request = {.verb = Verb::accept, .generation = 1},
            .began = began,
            .ended = ended,
            .answer = answer};
}

Answer first_at(std::int64_t revision) { return {.kind = Answer::Kind::ok, .first = true, .revision = revision}; }
Answer answers_no(Reason reason) { return {.kind = Answer::Kind::refused, .reason = reason}; }

bool possible_life(const std::vector<Operation>& history) {
    return is_linearizable(history, invited_at(0, policies::gladly()), policies::gladly());
}

}  // namespace

TEST_CASE("I19: the model of a user and the library answer alike, whatever is asked of them one after another") {
    constexpr std::array verbs{Verb::begin_setup, Verb::accept,   Verb::accept, Verb::decline,
                               Verb::resend,      Verb::send_new, Verb::cancel, Verb::deactivate,
                               Verb::activate,    Verb::remove,   Verb::read};
    for (const Policy& policy : {policies::gladly(), policies::softwareone(), policies::atender()}) {
        MemoryStore store;
        Micros now = 0;
        Service service(store, service_config(policy, [&] { return at(now); }));
        std::uint32_t key = 0;
        for (std::uint32_t life = 0; life < 400; ++life) {
            Dice dice(1, life);
            const AccountId account = account_named("life-" + std::to_string(life));
            now = 0;
            const UserId user = service.invite(account, agent("u"), Host{})->id;
            UserModel model = invited_at(now, policy);
            for (int i = 0; i < 12; ++i) {
                now = dice.below(3) * (policy.validity.total_microseconds() / 2);
                soak::Request request{.verb = verbs.at(dice.below(verbs.size()))};
                const bool opens = request.verb == Verb::begin_setup;
                if (opens || request.verb == Verb::accept || request.verb == Verb::decline)
                    request.generation = 1 + dice.below(3);
                if (!opens && request.verb != Verb::read && dice.one_in(2)) request.key = ++key;
                for (int times = dice.one_in(3) ? 2 : 1; times > 0; --times) {  // Under its key it may be repeated.
                    const Answer answer = ask(service, account, user, request);
                    const Operation operation{
                        .user = user, .request = request, .now = now, .ended = 1, .answer = answer};
                    INFO("life " << life << in_words(operation));
                    REQUIRE(model.take(request, now, policy) == answer);
                }
            }
        }
    }
}

TEST_CASE("I19: two accepts that were both the first are in no order") {
    CHECK(possible_life({accepted(1, 3, first_at(2)), accepted(2, 4, answers_no(Reason::link_used))}));
    CHECK_FALSE(possible_life({accepted(1, 3, first_at(2)), accepted(2, 4, first_at(2))}));
    CHECK_FALSE(possible_life({accepted(1, 3, first_at(2)), accepted(2, 4, first_at(3))}));
    CHECK_FALSE(possible_life({accepted(1, 2, answers_no(Reason::link_used)), accepted(3, 4, first_at(2))}));
}

TEST_CASE("I19, I21: an accept whose answer was lost happened or not, and one that failed did not") {
    const Operation lost = accepted(1, never, {});
    CHECK(possible_life({lost, accepted(2, 3, answers_no(Reason::link_used))}));
    CHECK(possible_life({lost, accepted(2, 3, first_at(2))}));
    const Operation failed = accepted(1, 2, {.kind = Answer::Kind::failed});
    CHECK(possible_life({failed, accepted(3, 4, first_at(2))}));
    CHECK_FALSE(possible_life({failed, accepted(3, 4, answers_no(Reason::link_used))}));
}

TEST_CASE("I21: what was acknowledged and is not there is found") {
    Operation last{.request = {.verb = Verb::read}, .began = 5, .ended = 6};
    last.answer = {.kind = Answer::Kind::ok, .revision = 2, .phase = Phase::active, .generation = 1};
    CHECK(possible_life({accepted(1, 2, first_at(2)), last}));
    last.answer = {.kind = Answer::Kind::ok, .revision = 1, .phase = Phase::invited, .generation = 1};
    CHECK_FALSE(possible_life({accepted(1, 2, first_at(2)), last}));
}

TEST_CASE("I4: an accept by a clock that had passed the expiry is in no order") {
    Operation late = accepted(1, 2, first_at(2));
    late.now = policies::gladly().validity.total_microseconds();
    CHECK_FALSE(possible_life({late}));
    --late.now;
    CHECK(possible_life({late}));
}
