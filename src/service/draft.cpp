// SPDX-License-Identifier: MIT
#include "service/draft.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace beckon::service {

namespace {

/// Other changes may have been made since the commits were decided, so the sum may fall below 0.
std::uint32_t sum(std::uint32_t beneath, std::int64_t more) {
    return static_cast<std::uint32_t>(std::max<std::int64_t>(beneath + more, 0));
}

}  // namespace

void Draft::add(const Commit& commit) {
    const User& after = commit.after;
    if (commit.before) {
        tally(*commit.before, -1, commit.event.at);
        if (is_live(*commit.before)) holders_[commit.before->email.key()].reset();
    }
    tally(after, 1, commit.event.at);
    if (is_live(after)) holders_[after.email.key()] = after.id;
    users_.insert_or_assign(after.id, after);
    const bool was_invited = commit.before && std::holds_alternative<Invited>(commit.before->state);
    const bool is_overtaken = commit.mail || !std::holds_alternative<Invited>(after.state);
    if (was_invited && is_overtaken) mailed_at_.erase(commit.before->email.key());
    if (commit.mail && !commit.mail->by_hand) mailed_at_[commit.mail->to.key()] = commit.mail->queued_at;
}

Seen Draft::over(const Look& look, Seen beneath) const {
    Seen seen = std::move(beneath);
    if (const auto* address = std::get_if<EmailAddress>(&look.user)) {
        seen.user = holder(*address, std::move(seen.user));
    } else {
        if (const auto* id = std::get_if<UserId>(&look.user)) {
            const auto own = users_.find(*id);
            if (own != users_.end()) seen.user = own->second;
        }
        seen.user = latest(std::move(seen.user));
    }
    if (look.address) seen.holder = holder(*look.address, std::move(seen.holder));
    const auto mailed_at = [&](const EmailAddress& address, std::optional<Instant> before) {
        const auto own = mailed_at_.find(address.key());
        return own == mailed_at_.end() ? before : std::optional(own->second);
    };
    if (look.user_mailed_at && seen.user) seen.user_mailed_at = mailed_at(seen.user->email, seen.user_mailed_at);
    if (look.address_mailed_at && look.address) {
        seen.address_mailed_at = mailed_at(*look.address, seen.address_mailed_at);
    }
    if (look.pending) seen.counters.pending = sum(seen.counters.pending, pending_);
    if (look.role) {
        const auto own = active_holders_.find(*look.role);
        if (own != active_holders_.end()) seen.counters.active_holders = sum(seen.counters.active_holders, own->second);
    }
    return seen;
}

std::optional<User> Draft::latest(std::optional<User> user) const {
    if (!user) return user;
    const auto own = users_.find(user->id);
    return own == users_.end() ? std::move(user) : std::optional(own->second);
}

std::optional<User> Draft::holder(const EmailAddress& address, std::optional<User> beneath) const {
    const auto own = holders_.find(address.key());
    if (own == holders_.end()) return latest(std::move(beneath));
    return own->second ? std::optional(users_.at(*own->second)) : std::nullopt;
}

void Draft::tally(const User& user, std::int64_t step, Instant now) {
    if (status_at(user, now) == Status::invite_sent) pending_ += step;
    if (!std::holds_alternative<Active>(user.state)) return;
    for (const std::string& role : user.profile.roles) active_holders_[role] += step;
}

}  // namespace beckon::service
