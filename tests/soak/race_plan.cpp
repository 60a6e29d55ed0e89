// SPDX-License-Identifier: MIT
#include "tests/soak/race_plan.hpp"

#include "beckon/lifecycle/policies.hpp"
#include "tests/soak/dice.hpp"

namespace beckon::soak {

namespace {

constexpr std::array other_verbs{Verb::resend, Verb::cancel, Verb::decline, Verb::remove, Verb::deactivate};
constexpr std::array all_verbs{Verb::accept,     Verb::accept,   Verb::accept,   Verb::begin_setup,
                               Verb::decline,    Verb::resend,   Verb::send_new, Verb::cancel,
                               Verb::deactivate, Verb::activate, Verb::remove};

template <std::size_t size>
Verb any_of(const std::array<Verb, size>& verbs, Dice& dice) {
    return verbs.at(dice.below(size));
}

/// By a link of this or a later generation, where the request needs one.
Request ask_for(Verb verb, std::uint32_t generation) {
    const bool by_link = verb == Verb::accept || verb == Verb::decline || verb == Verb::begin_setup;
    return {.verb = verb, .generation = by_link ? generation : 0};
}

std::vector<Step> steps_of(const Round& round, std::size_t contender, std::size_t others, Dice& dice) {
    const Micros validity = round.rules().validity.total_microseconds();
    const Step accept{.request = ask_for(Verb::accept, 1)};
    switch (round.scenario) {
        case Scenario::same_link: return {accept};
        case Scenario::one_other:
            if (contender < others) return {{.request = ask_for(any_of(other_verbs, dice), 1)}};
            return {accept};
        case Scenario::expiry: {
            if (contender == 0) return {{.clock = validity, .request = accept.request}};
            if (contender == 1)
                return {{.clock = validity, .request = ask_for(Verb::resend, 0)},
                        {.clock = 0, .request = accept.request}};
            return {accept};
        }
        case Scenario::anything: {
            std::vector<Step> steps(1 + dice.below(3));
            for (Step& step : steps) {
                if (dice.one_in(8)) step.clock = dice.one_in(2) ? validity : 0;
                step.request = ask_for(any_of(all_verbs, dice), 1 + dice.below(3));
            }
            return steps;
        }
        case Scenario::same_key: {
            constexpr std::array verbs{Verb::accept, Verb::resend, Verb::cancel, Verb::remove};
            Step step{.request = ask_for(verbs.at(others % verbs.size()), 1)};
            step.request.key = 1;
            return std::vector<Step>(1 + contender % 2, step);
        }
        case Scenario::same_address: return {{.request = {.verb = Verb::invite, .key = others % 2 == 0 ? 1U : 0U}}};
        case Scenario::two_owners: return {{.request = {.verb = dice.one_in(2) ? Verb::deactivate : Verb::remove}}};
        case Scenario::pending_cap:
            return std::vector<Step>(1 + dice.below(2),
                                     {.request = {.verb = contender < others ? Verb::cancel : Verb::invite}});
    }
    return {};
}

}  // namespace

std::string_view word(Scenario scenario) {
    switch (scenario) {
        case Scenario::same_link: return "one link";
        case Scenario::one_other: return "one link, against something else";
        case Scenario::expiry: return "one link, against the clock";
        case Scenario::anything: return "anything";
        case Scenario::same_key: return "one idempotency key";
        case Scenario::same_address: return "one address";
        case Scenario::two_owners: return "two owners";
        case Scenario::pending_cap: return "a cap on pending invitations";
    }
    return {};
}

const std::array<Policy, 4>& policies_of_races() {
    static const std::array<Policy, 4> all = [] {
        Policy capped = policies::gladly();
        capped.max_pending = 2;
        return std::array<Policy, 4>{policies::gladly(), policies::softwareone(), policies::atender(), capped};
    }();
    return all;
}

Round plan_round(std::uint64_t seed, std::uint64_t number) {
    Dice dice(seed, number);
    Round round;
    round.scenario = static_cast<Scenario>(dice.below(scenarios));
    round.policy = dice.below(3);
    if (round.scenario == Scenario::two_owners) round.policy = 2;  // Atender guards the last Owner.
    if (round.scenario == Scenario::pending_cap) round.policy = 3;
    round.in_doubt = round.one_user() && dice.one_in(4);
    const std::uint32_t others = 1 + dice.below(4);
    for (std::size_t i = 0; i < contenders; ++i) round.steps.at(i) = steps_of(round, i, others, dice);
    return round;
}

}  // namespace beckon::soak
