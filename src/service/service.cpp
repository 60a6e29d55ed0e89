// SPDX-License-Identifier: MIT
#include "beckon/service/service.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <variant>

#include "beckon/language/check_catalogues.hpp"
#include "beckon/language/translate.hpp"
#include "beckon/lifecycle/check_policy.hpp"
#include "beckon/lifecycle/erasure.hpp"
#include "beckon/lifecycle/profile_rules.hpp"
#include "beckon/lifecycle/terms_rules.hpp"
#include "beckon/sorting/sort_keys.hpp"
#include "service/list_cursor.hpp"
#include "service/proposal.hpp"

namespace beckon {

namespace {

constexpr std::size_t max_search_size = 200;  // characters, as many as a name

bool is_positive(Duration duration) { return !duration.is_special() && duration > Duration{}; }

/// A clock that returns no time is a fault of the caller. Commands refuse it; reading has no refusal to return.
Instant usable(Instant now) {
    if (now.is_special()) throw std::invalid_argument("clock: it returned a special value instead of a time");
    return now;
}

Result<User> user_of(Result<Done> done) {
    if (!done) return done.error();
    return std::move(done->user);
}

Result<Acceptance> acceptance_of(Result<Done> done) {
    if (!done) return done.error();
    return Acceptance{std::move(done->user), done->changed};
}

}  // namespace

std::string masked(const EmailAddress& email) {
    const std::string& text = email.text();
    return text.substr(0, 1) + "***" + text.substr(text.find('@'));
}

Service::Service(Store& store, ServiceConfig config)
    : Service(store, std::make_shared<const ServiceConfig>(std::move(config))) {}

Service::Service(Store& store, std::shared_ptr<const ServiceConfig> config)
    : store_(&store), config_(std::move(config)) {
    if (!config_) throw std::invalid_argument("service config: it must be given");
    if (!config_->clock || !config_->new_user_id) {
        throw std::invalid_argument("service config: clock and new_user_id must be given");
    }
    const auto& validity = config_->policy.validity;
    if (!is_positive(validity) || validity > max_host_validity()) {
        throw std::invalid_argument("policy: validity must be positive, and ten years at the most");
    }
    const auto& max_validity = config_->policy.max_validity;
    if (max_validity && (!is_positive(*max_validity) || *max_validity > max_host_validity())) {
        throw std::invalid_argument("policy: max_validity must be positive, and ten years at the most");
    }
    if (config_->policy.cooldown.is_special() || config_->policy.cooldown < Duration{}) {
        throw std::invalid_argument("policy: cooldown must not be negative");
    }
    check_policy(config_->policy);
    if (!is_positive(config_->idempotency_window)) {
        throw std::invalid_argument("service config: idempotency_window must be positive");
    }
    check(config_->catalogues);
}

Result<Done> Service::run(const AccountId& account, Subject subject, Command command, Actor by, std::string_view key) {
    Request request{.subject = std::move(subject), .by = std::move(by), .idempotency_key = std::string(key)};
    request.commands.push_back(std::move(command));
    return apply_by(account, request, config_->clock);
}

Result<Done> Service::run_by_link(std::string_view token, Command command, std::string_view key) {
    const auto content = read_token(config_->keys, token);
    if (!content) return content.error();
    return run(content->account, content->user, std::move(command), LinkHolder{content->link}, key);
}

Result<User> Service::invite(const AccountId& account, const NewUser& invitee, const Actor& by, std::string_view key) {
    return user_of(invite(account, invitee, by, key, {}));
}

Result<Done> Service::invite(const AccountId& account, const NewUser& invitee, const Actor& by, std::string_view key,
                             const Terms& terms) {
    return run(account, {}, Invite{invitee.email, invitee.profile, invitee.reference, terms}, by, key);
}

Result<User> Service::adopt(const AccountId& account, const NewUser& user, std::string_view key) {
    return user_of(run(account, {}, Adopt{user.email, user.profile, user.reference}, Host{}, key));
}

Result<User> Service::resend(const AccountId& account, const UserId& user, const Actor& by, std::string_view key) {
    return user_of(resend(account, user, by, key, {}));
}

Result<Done> Service::resend(const AccountId& account, const UserId& user, const Actor& by, std::string_view key,
                             const Terms& terms) {
    return run(account, user, Resend{terms}, by, key);
}

Result<User> Service::send_new(const AccountId& account, const UserId& user, const Actor& by, std::string_view key) {
    return user_of(send_new(account, user, by, key, {}));
}

Result<Done> Service::send_new(const AccountId& account, const UserId& user, const Actor& by, std::string_view key,
                               const Terms& terms) {
    return run(account, user, SendNew{terms}, by, key);
}

Result<CopiedLink> Service::copy_link(const AccountId& account, const UserId& user, const Actor& by,
                                      std::string_view key) {
    auto done = run(account, user, CopyLink{}, by, key);
    if (!done) return done.error();
    return CopiedLink{std::move(done->user), std::move(done->token)};
}

Result<User> Service::correct_email(const AccountId& account, const UserId& user, const EmailAddress& email,
                                    const Actor& by, std::string_view key) {
    return user_of(correct_email(account, user, email, by, key, {}));
}

Result<Done> Service::correct_email(const AccountId& account, const UserId& user, const EmailAddress& email,
                                    const Actor& by, std::string_view key, const Terms& terms) {
    return run(account, user, CorrectEmail{email, terms}, by, key);
}

Result<User> Service::cancel(const AccountId& account, const UserId& user, const Actor& by, std::string_view key) {
    return user_of(run(account, user, Cancel{}, by, key));
}

Result<User> Service::deactivate(const AccountId& account, const UserId& user, const Actor& by, std::string_view key) {
    return user_of(run(account, user, Deactivate{}, by, key));
}

Result<User> Service::activate(const AccountId& account, const UserId& user, const Actor& by, std::string_view key) {
    return user_of(run(account, user, Activate{}, by, key));
}

Result<User> Service::remove(const AccountId& account, const UserId& user, const Actor& by, std::string_view key) {
    return user_of(run(account, user, Remove{}, by, key));
}

Result<User> Service::edit(const AccountId& account, const UserId& user, const ProfileChange& changes, const Actor& by,
                           std::string_view key) {
    return user_of(run(account, user, Edit{changes}, by, key));
}

std::vector<std::optional<User>> Service::find_all(const AccountId& account, std::span<const EmailAddress> emails) {
    std::vector<Look> looks;
    for (const EmailAddress& email : emails) looks.push_back({.user = email});
    std::vector<std::optional<User>> found;
    for (Seen& seen : store_->look_all(account, looks)) found.push_back(std::move(seen.user));
    return found;
}

StatusCounts Service::count(const AccountId& account) { return store_->count(account, usable(config_->clock())); }

LinkReport Service::check_link(std::string_view token) {
    LinkReport report;
    const auto content = read_token(config_->keys, token);
    if (!content) {
        report.presented = report.actual = LinkState::invalid;
        report.refusal = content.error();
        report.message = message(*report.refusal, catalogue_for(config_->catalogues, {}));
        return report;
    }
    const Instant now = usable(config_->clock());
    report.user = store_->load(content->account, content->user);
    report.actual = link_state(report.user ? &*report.user : nullptr, content->link, now);
    report.presented = presented(report.actual, config_->policy);
    report.refusal = refusal_of(report.actual, config_->policy);
    if (report.actual == LinkState::invalid) report.user.reset();
    const std::string_view locale = report.user ? report.user->profile.locale : std::string_view{};
    if (report.refusal) report.message = message(*report.refusal, catalogue_for(config_->catalogues, locale));
    if (report.actual == LinkState::invalid) return report;
    report.account = content->account;
    if (!report.user) return report;
    const bool newest = report.user->link && report.user->link->generation == content->link.generation;
    if (newest && !is_erased(*report.user)) report.masked_email = masked(report.user->email);
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

Result<User> Service::begin_setup(std::string_view token) { return user_of(run_by_link(token, BeginSetup{}, {})); }

Result<Acceptance> Service::accept(std::string_view token, const std::optional<EmailAddress>& identity,
                                   std::string_view key) {
    return acceptance_of(run_by_link(token, Accept{identity}, key));
}

Result<User> Service::decline(std::string_view token, std::string_view key) {
    return user_of(run_by_link(token, Decline{}, key));
}

Result<Acceptance> Service::accept_verified(const AccountId& account, const EmailAddress& identity,
                                            std::string_view key) {
    auto done = run(account, identity, Accept{identity}, Host{}, key);
    if (!done && done.error().reason == Reason::user_not_found) {
        return Refusal{.reason = Reason::user_not_found, .field = Field::identity};
    }
    return acceptance_of(std::move(done));
}

Result<UserList> Service::list(const AccountId& account, const ListRequest& request) {
    if (request.size == 0) return Refusal{.reason = Reason::empty, .field = Field::size};
    if (request.size > 500) return Refusal{.reason = Reason::too_many, .field = Field::size};
    const std::string_view search = trimmed(request.search);
    if (auto refusal = lifecycle::refuse(text_fault(search, max_search_size), Field::search)) return *refusal;
    if (request.role) {
        if (auto refusal = lifecycle::refuse(text_fault(*request.role, max_label_size), Field::role)) return *refusal;
    }
    if (request.expires_before && request.expires_before->is_special()) {
        return Refusal{.reason = Reason::invalid_time, .field = Field::expires_before};
    }
    const bool by_attribute = request.order == UserOrder::attribute;
    if (by_attribute) {
        if (auto refusal = lifecycle::refuse_attributes({{request.attribute, {}}}, config_->policy)) return *refusal;
    }
    std::optional<std::string> role = request.role;
    if (role) role = config_->policy.spelled({*role}).front();
    UserQuery query{.account = account,
                    .now = {},
                    .search = std::string(trimmed(folded(search))),  // folding makes plain spaces of others
                    .statuses = request.statuses,
                    .role = std::move(role),
                    .deliveries = request.deliveries,
                    .invited_by = request.invited_by,
                    .expires_before = request.expires_before,
                    .order = request.order,
                    .attribute = by_attribute ? request.attribute : std::string(),
                    .descending = request.descending,
                    .size = request.size};
    if (request.cursor.empty()) {
        query.now = usable(config_->clock());
    } else {
        auto cursor = service::list_cursor_from(request.cursor, query);
        if (!cursor) return Refusal{.reason = Reason::invalid_cursor, .field = Field::cursor};
        query.now = cursor->now;
        query.after = std::move(cursor->after);
    }
    UserPage page = store_->list(query);
    UserList list{std::move(page.users), query.now, {}};
    if (page.more) {
        list.next = service::to_text({query.now, place_of(list.users.back().user, query)}, query);
    }
    return list;
}

Result<std::vector<Availability>> Service::available_actions(const AccountId& account, const UserId& user,
                                                             const Actor& actor) {
    const Instant now = usable(config_->clock());
    const Seen seen = store_->look(account, service::look_for_all_actions(user, config_->policy, now));
    if (!seen.user || !is_live(*seen.user)) return Refusal{.reason = Reason::user_not_found};
    return beckon::available_actions(*seen.user, actor, service::facts_of(seen, *config_, now), config_->policy, now);
}

std::vector<Result<std::vector<Availability>>> Service::available_actions(const AccountId& account,
                                                                          const std::vector<UserRow>& page,
                                                                          const Actor& actor) {
    const Instant now = usable(config_->clock());
    std::vector<Look> looks;
    for (const UserRow& row : page) {
        looks.push_back(service::look_for_all_actions(row.user.id, config_->policy, now));
        if (looks.size() == 1) continue;
        looks.back().pending = false;  // Counts are about the account: once is enough.
        looks.back().role.reset();
    }
    const std::vector<Seen> found = store_->look_all(account, looks);
    std::vector<Result<std::vector<Availability>>> all;
    all.reserve(page.size());
    for (std::size_t i = 0; i < page.size(); ++i) {
        const User& user = page[i].user;
        if (user.account != account || !is_live(user)) {
            all.emplace_back(Refusal{.reason = Reason::user_not_found});
            continue;
        }
        // About the user as they are on the page.
        const Seen seen{.user = user, .user_mailed_at = found[i].user_mailed_at, .counters = found[0].counters};
        const Facts facts = service::facts_of(seen, *config_, now);
        all.emplace_back(beckon::available_actions(user, actor, facts, config_->policy, now));
    }
    return all;
}

Result<std::vector<Finding>> Service::diagnose(const AccountId& account, const UserId& user) {
    const Instant now = usable(config_->clock());
    const auto current = store_->load(account, user);
    if (!current || !is_live(*current)) return Refusal{.reason = Reason::user_not_found};
    return beckon::diagnose(*current, store_->mail(account, user), config_->policy, now);
}

}  // namespace beckon
