// SPDX-License-Identifier: MIT
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <barrier>
#include <map>
#include <new>

#include "beckon/link/token.hpp"
#include "tests/support/at_once.hpp"
#include "tests/support/store_through.hpp"
#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;

namespace {

constexpr std::size_t contenders = 8;

AccountId round_account(std::size_t round) { return account_named("round-" + std::to_string(round)); }

std::string token_for(const User& user) { return make_token(key_ring(), {user.account, user.id, *user.link}).value(); }

/// `rounds` links, each accepted by eight threads at once. `check_loser` is given what the losers got.
template <class CheckLoser>
void race_for_links(const Policy& policy, Store& store, std::size_t rounds, CheckLoser check_loser) {
    World world(store, policy);
    std::vector<User> users;
    std::vector<std::string> tokens;
    for (std::size_t round = 0; round < rounds; ++round) {
        users.push_back(world.invite("deirdre@example.test", {"Agent"}, Host{}, round_account(round)));
        tokens.push_back(token_for(users.back()));
    }
    using Answers = std::vector<std::optional<Result<Acceptance>>>;
    std::vector<Answers> answers_of(rounds, Answers(contenders));
    std::barrier<> start(contenders);
    at_once(contenders, [&](std::size_t i) {
        try {
            for (std::size_t round = 0; round < rounds; ++round) {
                start.arrive_and_wait();
                answers_of[round][i] = world.service.accept(tokens[round]);
            }
        } catch (...) {
            start.arrive_and_drop();
            throw;
        }
    });

    const auto has_won = [](const auto& answer) { return answer->has_value() && (*answer)->first; };
    for (std::size_t round = 0; round < rounds; ++round) {
        const Answers& answers = answers_of[round];
        REQUIRE(std::count_if(answers.begin(), answers.end(), has_won) == 1);
        const User stored = world.stored(users[round]);
        for (const auto& answer : answers) {
            if (has_won(answer)) {
                REQUIRE((*answer)->user == stored);
            } else {
                check_loser(*answer, stored);
            }
        }
        REQUIRE(stored.revision == 2);
        REQUIRE(world.service.events({.account = stored.account}).events.size() == 2);
    }
}

/// Notes when it last began to claim.
class Watched : public StoreThrough<Watched> {
public:
    Watched(Store& store, std::atomic<std::size_t>& tickets) : store_(store), tickets_(tickets) {}

    std::vector<ClaimedMail> claim_mail(Instant now, Duration lease, std::size_t limit) override {
        claimed_at = ++tickets_;
        return StoreThrough::claim_mail(now, lease, limit);
    }
    template <class Call>
    auto through(Call call) {
        return call(store_);
    }

    std::size_t claimed_at = 0;

private:
    Store& store_;
    std::atomic<std::size_t>& tickets_;
};

}  // namespace

TEST_CASE("B2: 8 threads accept one link, 300 rounds: exactly one wins, the others learn that the link is used") {
    for_each_store([](Store& store) {
        race_for_links(policies::gladly(), store, 300, [](const Result<Acceptance>& answer, const User&) {
            REQUIRE(refusal_in(answer) == no(Reason::link_used, Remedy::sign_in));
        });
    });
}

TEST_CASE("B2, S11: 8 threads accept one link: exactly one is first, the others succeed without a change") {
    for_each_store([](Store& store) {
        race_for_links(policies::softwareone(), store, 100, [](const Result<Acceptance>& answer, const User& stored) {
            REQUIRE(answer);
            REQUIRE_FALSE(answer->first);
            REQUIRE(answer->user == stored);
        });
    });
}

TEST_CASE("B2: 8 processes accept one link on one SQLite file, 300 rounds: exactly one wins") {
    constexpr std::size_t rounds = 300;
    enum Answer : std::uint8_t { none, first, used, anything_else };
    struct Shared {
        std::atomic<std::size_t> arrived[rounds];
        Answer answers[contenders][rounds];
    };
    const TemporaryFolder folder;
    std::vector<User> users;
    Policy policy = policies::gladly();
    {
        const auto store = open_sqlite(folder);
        World world(*store, policy);
        for (std::size_t round = 0; round < rounds; ++round) {
            users.push_back(world.invite("deirdre@example.test", {"Agent"}, Host{}, round_account(round)));
        }
    }
    void* memory = mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    REQUIRE(memory != MAP_FAILED);
    auto* shared = new (memory) Shared{};

    std::vector<pid_t> children;
    for (auto& answers : shared->answers) {
        const pid_t child = fork();
        REQUIRE(child != -1);
        if (child == 0) {
            try {
                const auto store = open_sqlite(folder);
                World world(*store, policy);
                for (std::size_t round = 0; round < rounds; ++round) {
                    const std::string token = token_for(users[round]);
                    ++shared->arrived[round];
                    while (shared->arrived[round] < contenders) std::this_thread::yield();
                    const auto answer = world.service.accept(token);
                    if (answer) {
                        answers[round] = answer->first ? first : anything_else;
                    } else {
                        answers[round] =
                            refusal_in(answer) == no(Reason::link_used, Remedy::sign_in) ? used : anything_else;
                    }
                }
            } catch (...) {
                for (auto& arrived : shared->arrived) arrived = contenders;  // Nobody waits for this one any more.
                _exit(1);
            }
            _exit(0);
        }
        children.push_back(child);
    }
    for (const pid_t child : children) {
        int status = 0;
        REQUIRE(waitpid(child, &status, 0) == child);
        CHECK(status == 0);
    }
    for (std::size_t round = 0; round < rounds; ++round) {
        std::size_t winners = 0;
        std::size_t losers = 0;
        for (const auto& answers : shared->answers) {
            winners += answers[round] == first ? 1U : 0U;
            losers += answers[round] == used ? 1U : 0U;
        }
        REQUIRE(winners == 1);
        REQUIRE(losers == contenders - 1);
    }
    munmap(memory, sizeof(Shared));

    const auto store = open_sqlite(folder);
    World world(*store, policy);
    for (const User& user : users) {
        REQUIRE(world.stored(user).revision == 2);
        REQUIRE(world.service.events({.account = user.account}).events.size() == 2);
    }
}

TEST_CASE("A15: two owners who deactivate, remove or demote each other at once: one stays") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const auto last = no(Reason::last_holder, Remedy::ask_administrator);
        for (std::size_t round = 0; round < 150; ++round) {
            const AccountId account = round_account(round);
            const User owners[]{world.adopt("one@example.test", {"Owner"}, account),
                                world.adopt("two@example.test", {"Owner"}, account)};
            std::optional<Refusal> answers[2];
            at_once(2, [&](std::size_t i) {
                const Actor me = as_member(owners[i]);
                const UserId& other = owners[1 - i].id;
                if (round % 3 == 0) answers[i] = refusal_in(world.service.deactivate(account, other, me));
                if (round % 3 == 1) answers[i] = refusal_in(world.service.remove(account, other, me));
                if (round % 3 == 2)
                    answers[i] = refusal_in(world.service.edit(account, other, {.roles = {{"Agent"}}}, me));
            });
            const bool first_won = !answers[0];
            REQUIRE(answers[first_won ? 1 : 0] == last);
            REQUIRE(answers[first_won ? 0 : 1] == std::nullopt);
            REQUIRE(store.look(account, {.role = "Owner"}).counters.active_holders == 1);
        }
    });
}

TEST_CASE("B11: 8 threads invite the same address at once: one invitation") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        for (std::size_t round = 0; round < 100; ++round) {
            const AccountId account = round_account(round);
            std::vector<std::optional<Result<User>>> answers(contenders);
            at_once(contenders, [&](std::size_t i) {
                const char* spelling = i % 2 == 0 ? "deirdre@example.test" : "Deirdre@Example.test";
                answers[i] =
                    world.service.invite(account, {address(spelling), {.name = "D", .roles = {"Agent"}}}, Host{});
            });
            std::size_t invited = 0;
            for (const auto& answer : answers) {
                if (answer->has_value()) {
                    ++invited;
                } else {
                    REQUIRE(refusal_in(*answer) == no_field(Reason::address_taken, Field::email, Remedy::resend));
                }
            }
            REQUIRE(invited == 1);
            REQUIRE(world.service.count(account) == StatusCounts{1, 0, 0, 0});
        }
        CHECK(world.deliver() == 100);
    });
}

TEST_CASE("B9: 8 threads invite under a cap of 3 at once: three invitations") {
    for_each_store([](Store& store) {
        Policy policy = policies::recommended();
        policy.max_pending = 3;
        World world(store, policy);
        for (std::size_t round = 0; round < 50; ++round) {
            const AccountId account = round_account(round);
            std::atomic<int> invited{0};
            std::atomic<int> capped{0};
            at_once(contenders, [&](std::size_t i) {
                const std::string email = "user" + std::to_string(i) + "@example.test";
                const auto answer =
                    world.service.invite(account, {address(email), {.name = "D", .roles = {"Agent"}}}, Host{});
                if (answer) ++invited;
                if (!answer && answer.error().reason == Reason::too_many_pending) ++capped;
            });
            REQUIRE(invited == 3);
            REQUIRE(capped == 5);
        }
    });
}

TEST_CASE("B3: resend and accept at once: one wins, and the other's answer says what happened") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        for (std::size_t round = 0; round < 200; ++round) {
            const User user = world.invite("deirdre@example.test", {"Agent"}, Host{}, round_account(round));
            const std::string token = token_for(user);
            std::optional<Refusal> accepted;
            std::optional<Refusal> resent;
            at_once(2, [&](std::size_t i) {
                if (i == 0) accepted = refusal_in(world.service.accept(token));
                if (i == 1) resent = refusal_in(world.service.resend(user.account, user.id, Host{}));
            });
            if (!accepted) {
                REQUIRE(resent == no(Reason::already_active, Remedy::reset_password));
                REQUIRE(world.status(user) == Status::active);
            } else {
                REQUIRE(resent == std::nullopt);
                REQUIRE(accepted == no(Reason::link_superseded, Remedy::open_latest_mail));
                REQUIRE(world.status(user) == Status::invite_sent);
            }
            REQUIRE(world.stored(user).revision == 2);
        }
    });
}

TEST_CASE("I20: 8 threads repeat one command under one key at once: one effect, one answer") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        for (std::size_t round = 0; round < 100; ++round) {
            const AccountId account = round_account(round);
            std::vector<std::optional<Result<User>>> answers(contenders);
            at_once(contenders, [&](std::size_t i) {
                answers[i] = world.service.invite(
                    account, {address("deirdre@example.test"), {.name = "D", .roles = {"Agent"}}}, Host{}, "key");
            });
            for (const auto& answer : answers) {
                REQUIRE(answer->has_value());
                REQUIRE(**answer == **answers[0]);
            }
            REQUIRE(world.service.events({.account = account}).events.size() == 1);
        }
    });
}

TEST_CASE("I15: couriers against cancellations: no mail is sent that was claimed after its invitation was closed") {
    constexpr std::size_t count = 200;
    constexpr std::size_t couriers = 3;
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        std::vector<User> users;
        std::map<UserId, std::size_t> places;
        for (std::size_t i = 0; i < count; ++i) {
            users.push_back(world.invite("u" + std::to_string(i) + "@example.test"));
            places.emplace(users.back().id, i);
        }
        std::atomic<std::size_t> tickets{0};
        std::vector<std::size_t> claimed_at(count, 0);  // Where it was sent.
        std::vector<std::size_t> closed_at(count, 0);
        at_once(couriers + 2, [&](std::size_t contender) {
            if (contender >= couriers) {
                // The couriers come from the front.
                for (std::size_t i = count - 1 - (contender - couriers); i < count; i -= 2) {
                    static_cast<void>(world.service.cancel(acme(), users[i].id, Host{}).value());
                    closed_at[i] = ++tickets;
                }
                return;
            }
            Watched watched(store, tickets);
            Courier courier(watched, world.courier_config());
            while (const auto mail = courier.claim()) {
                claimed_at.at(places.at(mail->claimed.mail.intent.user)) = watched.claimed_at;
                static_cast<void>(courier.settle(*mail, accepted()));
            }
        });
        for (std::size_t i = 0; i < count; ++i) {
            INFO("user " << i << ", claimed at " << claimed_at[i] << ", closed at " << closed_at[i]);
            const bool sent = claimed_at[i] != 0;
            if (sent) REQUIRE(claimed_at[i] < closed_at[i]);
            REQUIRE(world.service.mail(acme(), users[i].id).front().delivery ==
                    (sent ? Delivery::sent : Delivery::dropped));
        }
    });
}
