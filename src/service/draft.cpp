// SPDX-License-Identifier: MIT
#include "service/draft.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace beckon::detail {

namespace {

/// Others may have changed what stands beneath since the commits were decided on; below 0 there is nothing.
std::uint32_t sum(std::uint32_t beneath, std::int64_t more) {
    return static_cast<std::uint32_t>(std::max<std::int64_t>(beneath + more, 0));
}

}  // namespace

Draft Draft::on_top() const {
    Draft draft(*store_, account_);
    draft.beneath_ = this;
    return draft;
}

std::optional<User> Draft::load(const UserId& user) const {
    const auto own = users_.find(user);
    if (own != users_.end()) return own->second;
    return beneath_ != nullptr ? beneath_->load(user) : store_->load(account_, user);
}

std::optional<User> Draft::find(const EmailAddress& email) const {
    const auto own = holders_.find(email.key());
    if (own != holders_.end()) return own->second ? load(*own->second) : std::nullopt;
    return beneath_ != nullptr ? beneath_->find(email) : store_->find(account_, email);
}

AccountFacts Draft::facts(const std::optional<std::string>& role) const {
    const AccountFacts facts = beneath_ != nullptr ? beneath_->facts(role) : store_->facts(account_, role);
    const auto own = role ? active_holders_.find(*role) : active_holders_.end();
    const std::int64_t more_holders = own == active_holders_.end() ? 0 : own->second;
    return {sum(facts.pending, pending_), sum(facts.active_holders, more_holders)};
}

std::optional<Instant> Draft::last_mail_at(const EmailAddress& email) const {
    const auto own = mailed_at_.find(email.key());
    if (own != mailed_at_.end()) return own->second;
    return beneath_ != nullptr ? beneath_->last_mail_at(email) : store_->last_mail_at(account_, email);
}

void Draft::add(const Commit& commit) {
    const User& after = commit.after;
    if (commit.before) {
        tally(*commit.before, -1);
        if (is_live(*commit.before)) holders_[commit.before->email.key()].reset();
    }
    tally(after, 1);
    if (is_live(after)) holders_[after.email.key()] = after.id;
    users_.insert_or_assign(after.id, after);
    if (commit.mail) mailed_at_[commit.mail->to.key()] = commit.mail->queued_at;
}

void Draft::tally(const User& user, std::int64_t step) {
    if (std::holds_alternative<Invited>(user.state)) pending_ += step;
    if (!std::holds_alternative<Active>(user.state)) return;
    for (const std::string& role : user.profile.roles) active_holders_[role] += step;
}

}  // namespace beckon::detail
