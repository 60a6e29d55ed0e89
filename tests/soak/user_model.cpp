// SPDX-License-Identifier: MIT
#include "tests/soak/user_model.hpp"

#include <algorithm>

#include "tests/soak/linearizability.hpp"

namespace beckon::soak {

namespace {

Answer no(Reason reason) { return {.kind = Answer::Kind::refused, .reason = reason}; }

/// Of what an administrator asks where it makes no sense: what the user is instead.
Reason instead(Phase phase) {
    switch (phase) {
        case Phase::invited: return Reason::not_accepted_yet;
        case Phase::active: return Reason::already_active;
        case Phase::deactivated: return Reason::user_deactivated;
        default: return Reason::user_not_found;
    }
}

}  // namespace

/// Why the link opens nothing; none where it does. A link that was used is worth nothing either.
std::optional<Reason> UserModel::worth_of(std::uint32_t link, Micros now, const Policy& policy) const {
    switch (phase) {
        case Phase::nobody:
        case Phase::removed: return Reason::link_removed;
        case Phase::cancelled: return Reason::link_cancelled;
        case Phase::declined: return Reason::link_declined;
        default: break;
    }
    if (link > generation) return Reason::link_invalid;
    if (phase == Phase::deactivated) return Reason::link_deactivated;
    if (link < generation) {
        return policy.presents_superseded_as_expired ? Reason::link_expired : Reason::link_superseded;
    }
    if (phase == Phase::active) return Reason::link_used;
    if (now >= expires_at) return Reason::link_expired;
    return std::nullopt;
}

Answer UserModel::done() { return {.kind = Answer::Kind::ok, .revision = ++revision}; }

Answer UserModel::sent_again(bool by_fresh_link, Micros now, const Policy& policy) {
    if (by_fresh_link) ++generation, opened = false;
    expires_at = now + policy.validity.total_microseconds();
    return done();
}

Answer UserModel::act(const Request& request, Micros now, const Policy& policy) {
    switch (request.verb) {
        case Verb::read:
            return {.kind = Answer::Kind::ok, .revision = revision, .phase = phase, .generation = generation};
        case Verb::invite:
            if (phase != Phase::nobody) return no(Reason::address_taken);
            phase = Phase::invited;
            return sent_again(true, now, policy);
        case Verb::begin_setup:
            if (const auto dead = worth_of(request.generation, now, policy)) return no(*dead);
            if (opened) return {.kind = Answer::Kind::ok, .revision = revision};
            opened = true;
            return done();
        case Verb::accept: {
            const auto dead = worth_of(request.generation, now, policy);
            if (dead == Reason::link_used && policy.repeated_accept_succeeds) {
                return {.kind = Answer::Kind::ok, .revision = revision};
            }
            if (dead) return no(*dead);
            phase = Phase::active;
            Answer answer = done();
            answer.first = true;
            return answer;
        }
        case Verb::decline: {
            if (!policy.offers_decline) return no(Reason::not_offered);
            if (const auto dead = worth_of(request.generation, now, policy)) return no(*dead);
            phase = Phase::declined;
            return done();
        }
        case Verb::resend: {
            const bool while_valid = policy.resend_while_valid != ResendWhileValid::no;
            if (!while_valid && !policy.resend_after_expiry) return no(Reason::not_offered);
            if (phase != Phase::invited) return no(instead(phase));
            const bool expired = now >= expires_at;
            if (expired && !policy.resend_after_expiry) return no(Reason::invitation_expired);
            if (!expired && !while_valid) return no(Reason::still_valid);
            return sent_again(expired || policy.resend_while_valid == ResendWhileValid::rotate, now, policy);
        }
        case Verb::send_new:
            if (!policy.offers_send_new) return no(Reason::not_offered);
            if (phase == Phase::invited && now < expires_at) return no(Reason::still_valid);
            if (phase != Phase::invited) return no(instead(phase));
            return sent_again(true, now, policy);
        case Verb::cancel:
            if (phase != Phase::invited) return no(instead(phase));
            phase = Phase::cancelled;
            return done();
        case Verb::deactivate:
            if (phase != Phase::active) return no(instead(phase));
            phase = Phase::deactivated;
            return done();
        case Verb::activate:
            if (phase != Phase::deactivated) return no(instead(phase));
            phase = Phase::active;
            return done();
        case Verb::remove:
            if (phase != Phase::invited && phase != Phase::active && phase != Phase::deactivated) {
                return no(Reason::user_not_found);
            }
            phase = Phase::removed;
            return done();
    }
    return {};
}

Answer UserModel::take(const Request& request, Micros now, const Policy& policy) {
    const auto used =
        std::find_if(keys.begin(), keys.end(), [&](const auto& each) { return each.first == request.key; });
    if (used != keys.end()) {
        return {.kind = Answer::Kind::ok, .first = request.verb == Verb::accept, .revision = used->second};
    }
    const std::int64_t before = revision;
    const Answer answer = act(request, now, policy);
    if (request.key != 0 && revision != before) keys.emplace_back(request.key, revision);
    return answer;
}

UserModel invited_at(Micros now, const Policy& policy) {
    UserModel user;
    user.take({.verb = Verb::invite}, now, policy);
    return user;
}

bool is_linearizable(std::span<const Operation> history, const UserModel& initial, const Policy& policy) {
    std::vector<Operation> effective;
    std::copy_if(history.begin(), history.end(), std::back_inserter(effective), [](const Operation& operation) {
        return !operation.has_answer() || operation.answer.kind != Answer::Kind::failed;
    });
    const auto step = [&](UserModel user, const Operation& operation) -> std::optional<UserModel> {
        const Answer answer = user.take(operation.request, operation.now, policy);
        if (operation.has_answer() && answer != operation.answer) return std::nullopt;
        return user;
    };
    return is_linearizable(std::span<const Operation>(effective), initial, step);
}

}  // namespace beckon::soak
