// SPDX-License-Identifier: MIT
#include "beckon/service/service.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <variant>

#include "beckon/languages/check_catalogues.hpp"
#include "beckon/languages/translate.hpp"
#include "beckon/lifecycle/decide.hpp"
#include "beckon/lifecycle/evolve.hpp"
#include "beckon/lifecycle/profile_rules.hpp"
#include "beckon/service/user_keys.hpp"
#include "command_digest.hpp"
#include "list_cursor.hpp"

namespace beckon {

namespace {

// A command meets a conflict only when another one succeeded, so this many in a row is a store that is never at rest.
constexpr int most_attempts = 64;

constexpr std::size_t max_search_size = 200;  // octets, as many as a name

bool is_positive(Duration duration) { return !duration.is_special() && duration > Duration{}; }

/// A clock that gives no time is a broken caller; commands refuse it, reading has no refusal to give.
Instant usable(Instant now) {
    if (now.is_special()) throw std::invalid_argument("clock: it gave a special value instead of a time");
    return now;
}

bool is_key(std::string_view key) {
    return key.size() <= 200 && std::all_of(key.begin(), key.end(), [](char c) { return c >= 0x20 && c <= 0x7E; });
}

}  // namespace

std::string masked(const EmailAddress& email) {
    const std::string& text = email.text();
    return text.substr(0, 1) + "***" + text.substr(text.find('@'));
}

Service::Service(Store& store, ServiceConfig config) : store_(&store), config_(std::move(config)) {
    if (!config_.describe || !config_.clock || !config_.new_user_id) {
        throw std::invalid_argument("service config: describe, clock and new_user_id must be given");
    }
    if (!is_positive(config_.policy.validity)) throw std::invalid_argument("policy: validity must be positive");
    if (config_.policy.cooldown.is_special() || config_.policy.cooldown < Duration{}) {
        throw std::invalid_argument("policy: cooldown must not be negative");
    }
    if (!is_positive(config_.key_retention))
        throw std::invalid_argument("service config: key_retention must be positive");
    check(config_.catalogues);
}

Facts Service::facts_for(const AccountId& account, const User* user, const Command* command, Instant now) {
    const Policy& policy = config_.policy;
    Facts facts{.signing_key = config_.keys.newest().id};
    if (user != nullptr && user->link) facts.link_key_listed = config_.keys.find(user->link->key_id) != nullptr;

    const EmailAddress* address = command != nullptr ? detail::address_in(*command) : nullptr;
    if (address != nullptr) {
        const auto holder = store_->find(account, *address);
        const bool other = holder && (user == nullptr || holder->id != user->id);
        if (other) facts.address_holder = status_at(*holder, now);
    }
    if (policy.cooldown > Duration{}) {
        if (address != nullptr) facts.address_mailed_at = store_->last_mail_at(account, *address);
        if (user != nullptr) facts.user_mailed_at = store_->last_mail_at(account, user->email);
    }
    if (policy.max_pending || policy.guards_last) {
        const AccountFacts counted = store_->facts(account, policy.guards_last);
        facts.pending = counted.pending;
        facts.active_holders = counted.active_holders;
    }
    return facts;
}

Result<Service::Done> Service::replay(const AccountId& account, const KeptKey& kept) {
    std::optional<User> user;
    EventQuery query{.account = account, .user = kept.user};
    for (bool more = true; more;) {
        const EventPage page = store_->events(query);
        for (const PlacedEvent& placed : page.events) {
            if (placed.event.revision > kept.revision) break;
            user = evolve(user ? &*user : nullptr, placed.event);
            query.after = placed.position;
        }
        more = page.more && (!user || user->revision < kept.revision);
    }
    if (!user || user->revision != kept.revision) {
        throw StoreError("idempotency key: the events that its answer is made of are not there",
                         StoreError::Retry::pointless);
    }
    return Done{*std::move(user), true};
}

Result<Service::Done> Service::run(const AccountId& account, const std::optional<UserId>& user, const Command& command,
                                   const Actor& actor, std::string_view key) {
    if (!is_key(key)) return Refusal{.reason = Reason::invalid_key, .field = "idempotency_key"};
    const auto digest = detail::digest_of(command, user, actor);
    for (int attempt = 0; attempt < most_attempts; ++attempt) {
        const Instant now = config_.clock();
        if (now.is_special()) return Refusal{.reason = Reason::invalid_time, .field = "now"};
        auto before = user ? store_->load(account, *user) : std::nullopt;
        const User* current = before ? &*before : nullptr;
        auto decision =
            decide(current, command, actor, facts_for(account, current, &command, now), config_.policy, now);
        // Asked after everything that was decided on was read: where this very command was carried out meanwhile, and
        // is why it would be refused now, its key is found.
        if (!key.empty()) {
            if (const auto kept = store_->recall(account, key, now)) {
                if (kept->digest != digest) return Refusal{.reason = Reason::key_reused, .field = "idempotency_key"};
                return replay(account, *kept);
            }
        }
        if (!decision) return decision.error();
        if (!decision->event) return Done{*std::move(before), false};

        User after = evolve(current, *decision->event);
        Commit commit{.before = std::move(before),
                      .after = std::move(after),
                      .event = *std::move(decision->event),
                      .mail = std::move(decision->mail),
                      .only_if = std::move(decision->only_if)};
        if (!key.empty()) {
            commit.key =
                KeptKey{std::string(key), digest, commit.after.id, commit.after.revision, now + config_.key_retention};
        }
        const CommitResult result = store_->commit(commit);
        switch (result.outcome) {
            case CommitResult::Outcome::committed: return Done{std::move(commit.after), true};
            case CommitResult::Outcome::precondition_failed: return commit.only_if.at(result.precondition).refusal;
            case CommitResult::Outcome::revision_conflict:
            case CommitResult::Outcome::address_taken:
            case CommitResult::Outcome::key_taken: break;  // Decide again on what the other one left.
        }
    }
    throw StoreError("command: it met another change of the same user every time it was tried",
                     StoreError::Retry::may_help);
}

Result<User> Service::run_on(const AccountId& account, const UserId& user, const Command& command, const Actor& actor,
                             std::string_view key) {
    auto done = run(account, user, command, actor, key);
    if (!done) return done.error();
    return std::move(done->user);
}

Result<Service::Done> Service::run_by_link(std::string_view token, const Command& command, std::string_view key) {
    const auto content = read_token(config_.keys, token);
    if (!content) return content.error();
    return run(content->account, content->user, command, LinkHolder{content->link}, key);
}

Result<User> Service::invite(const AccountId& account, const NewUser& invitee, const Actor& by, std::string_view key) {
    auto done =
        run(account, std::nullopt, Invite{account, config_.new_user_id(), invitee.email, invitee.profile}, by, key);
    if (!done) return done.error();
    return std::move(done->user);
}

Result<User> Service::adopt(const AccountId& account, const NewUser& user, std::string_view key) {
    auto done =
        run(account, std::nullopt, Adopt{account, config_.new_user_id(), user.email, user.profile}, Host{}, key);
    if (!done) return done.error();
    return std::move(done->user);
}

Result<User> Service::resend(const AccountId& account, const UserId& user, const Actor& by, std::string_view key) {
    return run_on(account, user, Resend{}, by, key);
}

Result<User> Service::send_new(const AccountId& account, const UserId& user, const Actor& by, std::string_view key) {
    return run_on(account, user, SendNew{}, by, key);
}

Result<CopiedLink> Service::copy_link(const AccountId& account, const UserId& user, const Actor& by,
                                      std::string_view key) {
    const AccountDescription description = config_.describe(account);
    check(description);
    auto done = run(account, user, CopyLink{}, by, key);
    if (!done) return done.error();
    const auto token = make_token(config_.keys, {account, user, *done->user.link});
    if (!token) return Refusal{.reason = Reason::signing_key_retired, .remedy = Remedy::resend};
    return CopiedLink{std::move(done->user), link_url(description.base_url, *token)};
}

Result<User> Service::correct_email(const AccountId& account, const UserId& user, const EmailAddress& email,
                                    const Actor& by, std::string_view key) {
    return run_on(account, user, CorrectEmail{email}, by, key);
}

Result<User> Service::cancel(const AccountId& account, const UserId& user, const Actor& by, std::string_view key) {
    return run_on(account, user, Cancel{}, by, key);
}

Result<User> Service::deactivate(const AccountId& account, const UserId& user, const Actor& by, std::string_view key) {
    return run_on(account, user, Deactivate{}, by, key);
}

Result<User> Service::activate(const AccountId& account, const UserId& user, const Actor& by, std::string_view key) {
    return run_on(account, user, Activate{}, by, key);
}

Result<User> Service::remove(const AccountId& account, const UserId& user, const Actor& by, std::string_view key) {
    return run_on(account, user, Remove{}, by, key);
}

Result<User> Service::edit(const AccountId& account, const UserId& user, const ProfileChange& changes, const Actor& by,
                           std::string_view key) {
    return run_on(account, user, Edit{changes}, by, key);
}

StatusCounts Service::count(const AccountId& account) { return store_->count(account, usable(config_.clock())); }

LinkReport Service::check_link(std::string_view token) {
    LinkReport report;
    const auto content = read_token(config_.keys, token);
    if (!content) {
        report.presented = report.actual = LinkState::invalid;
        report.refusal = content.error();
        report.message = message(*report.refusal, catalogue_for(config_.catalogues, {}));
        return report;
    }
    const Instant now = usable(config_.clock());
    report.user = store_->load(content->account, content->user);
    report.actual = link_state(report.user ? &*report.user : nullptr, content->link, now);
    report.presented = presented(report.actual, config_.policy);
    report.refusal = refusal_of(report.actual, config_.policy);
    if (report.actual == LinkState::invalid) report.user.reset();
    const std::string_view locale = report.user ? report.user->profile.locale : std::string_view{};
    if (report.refusal) report.message = message(*report.refusal, catalogue_for(config_.catalogues, locale));
    if (report.actual == LinkState::invalid) return report;
    report.account = content->account;
    if (!report.user) return report;
    const bool newest = report.user->link && report.user->link->generation == content->link.generation;
    if (newest) report.masked_email = masked(report.user->email);
    report.expires_at = expiry_of(*report.user);
    if (const auto* invited = std::get_if<Invited>(&report.user->state)) {
        if (report.actual == LinkState::superseded) report.newest_sent_at = invited->sent_at;
    }
    if (report.user->invited_by) {
        if (const auto inviter = store_->load(content->account, *report.user->invited_by)) {
            report.inviter_name = inviter->profile.name;
        }
    }
    return report;
}

Result<User> Service::open(std::string_view token) {
    auto done = run_by_link(token, Open{}, {});
    if (!done) return done.error();
    return std::move(done->user);
}

Result<Acceptance> Service::accept(std::string_view token, const std::optional<EmailAddress>& identity,
                                   std::string_view key) {
    auto done = run_by_link(token, Accept{identity}, key);
    if (!done) return done.error();
    return Acceptance{std::move(done->user), done->changed};
}

Result<User> Service::decline(std::string_view token, std::string_view key) {
    auto done = run_by_link(token, Decline{}, key);
    if (!done) return done.error();
    return std::move(done->user);
}

Result<Acceptance> Service::accept_verified(const AccountId& account, const EmailAddress& identity,
                                            std::string_view key) {
    const auto user = store_->find(account, identity);
    if (!user) return Refusal{.reason = Reason::user_not_found, .field = "identity"};
    auto done = run(account, user->id, Accept{identity}, Host{}, key);
    if (!done) return done.error();
    return Acceptance{std::move(done->user), done->changed};
}

Result<UserList> Service::list(const AccountId& account, const ListRequest& request) {
    if (request.size == 0) return Refusal{.reason = Reason::empty, .field = "size"};
    if (request.size > 500) return Refusal{.reason = Reason::too_many, .field = "size"};
    if (auto refusal = detail::refuse(text_fault(request.search, max_search_size), "search")) return *refusal;
    if (request.expires_before && request.expires_before->is_special()) {
        return Refusal{.reason = Reason::invalid_time, .field = "expires_before"};
    }
    UserQuery query{.account = account,
                    .now = {},
                    .search = folded(request.search),
                    .statuses = request.statuses,
                    .role = request.role,
                    .deliveries = request.deliveries,
                    .invited_by = request.invited_by,
                    .expires_before = request.expires_before,
                    .order = request.order,
                    .descending = request.descending,
                    .size = request.size};
    if (request.cursor.empty()) {
        query.now = usable(config_.clock());
    } else {
        auto cursor = detail::list_cursor_from(request.cursor, query);
        if (!cursor) return Refusal{.reason = Reason::invalid_cursor, .field = "cursor"};
        query.now = cursor->now;
        query.after = std::move(cursor->after);
    }
    UserPage page = store_->list(query);
    UserList list{std::move(page.users), query.now, {}};
    if (page.more) {
        list.next = detail::to_text({query.now, place_of(list.users.back().user, query.order, query.now)}, query);
    }
    return list;
}

Result<std::vector<Availability>> Service::available_actions(const AccountId& account, const UserId& user,
                                                             const Actor& actor) {
    const Instant now = usable(config_.clock());
    const auto current = store_->load(account, user);
    if (!current || !is_live(*current)) return Refusal{.reason = Reason::user_not_found};
    return beckon::available_actions(*current, actor, facts_for(account, &*current, nullptr, now), config_.policy, now);
}

}  // namespace beckon
