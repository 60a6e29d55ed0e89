// SPDX-License-Identifier: MIT
#include "testing/story.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "beckon/lifecycle/evolve.hpp"
#include "beckon/sorting/sort_keys.hpp"

namespace beckon::testing {

namespace {

/// Everything is offered and everybody may do everything.
const Policy& policy() {
    static const Policy everything_goes{
        .validity = validity(),
        .offers_send_new = true,
        .offers_copy_link = true,
        .offers_by_hand = true,
        .offers_note = true,
        .offers_decline = true,
        .attributes = {"channels", "groups", "inboxes", "queues", "regions", "sites", "skills", "teams"}};
    return everything_goes;
}

std::string reference_of(std::uint32_t number) { return "reference " + std::to_string(number); }

Commit decided(const User* before, const Command& command, const Actor& actor, Instant now,
               const std::optional<Newcomer>& newcomer = {}) {
    const Facts facts{.newcomer = newcomer, .signing_key = 3};
    auto decision = decide(before, command, actor, facts, policy(), now).value();
    const Event& event = decision.event.value();
    return Commit{.before = before != nullptr ? std::optional(*before) : std::nullopt,
                  .after = evolve(before, event),
                  .event = event,
                  .mail = std::move(decision.mail)};
}

std::vector<UserRow> all_users(Store& store, const AccountId& account, Instant now) {
    std::vector<UserRow> users;
    UserQuery query{.account = account, .now = now, .size = 500};
    for (bool more = true; more;) {
        UserPage page = store.list(query);
        more = page.more;
        require(!more || !page.users.empty(), "a page with `more` is not empty");
        if (more) {
            const UserPlace last = place_of(page.users.back().user, query);
            require(!query.after || *query.after < last, "a page with `more` ends after where it began");
            query.after = last;
        }
        std::move(page.users.begin(), page.users.end(), std::back_inserter(users));
    }
    return users;
}

}  // namespace

const AccountId& acme() {
    static const AccountId account = AccountId::parse("acme").value();
    return account;
}

const AccountId& globex() {
    static const AccountId account = AccountId::parse("globex").value();
    return account;
}

UserId user_number(std::uint32_t number) {
    UserId id{};
    for (std::size_t i = 0; i < 4; ++i) id.data[12 + i] = static_cast<std::uint8_t>(number >> (24 - 8 * i));
    id.data[6] = 0x40;  // Version 4, like those of the service.
    id.data[8] = 0x80;
    return id;
}

EmailAddress address(std::string_view text) { return EmailAddress::parse(text).value(); }

Instant noon(Duration later) {
    return Instant(boost::gregorian::date(2024, 2, 29), hours(12) + microseconds(1)) + later;
}

Duration validity() { return hours(24); }

Commit to_invite(std::uint32_t number, std::string_view email, Instant now, std::vector<std::string> roles,
                 const AccountId& account) {
    const Profile profile{.name = "Ann Example", .locale = "en", .roles = std::move(roles)};
    return decided(nullptr, Invite{address(email), profile, reference_of(number)}, Host{}, now,
                   Newcomer{account, user_number(number)});
}

Commit to_invite(std::uint32_t number, std::string_view email, Instant now, const Terms& terms) {
    const Profile profile{.name = "Ann Example", .locale = "en", .roles = {"Member"}};
    return decided(nullptr, Invite{address(email), profile, {}, terms}, Host{}, now,
                   Newcomer{acme(), user_number(number)});
}

Commit to_adopt(std::uint32_t number, std::string_view email, Instant now, std::vector<std::string> roles,
                const AccountId& account) {
    const Profile profile{.name = "Bob Example", .locale = "", .roles = std::move(roles)};
    return decided(nullptr, Adopt{address(email), profile, reference_of(number)}, Host{}, now,
                   Newcomer{account, user_number(number)});
}

Commit to_do(const User& before, const Command& command, const Actor& actor, Instant now) {
    return decided(&before, command, actor, now);
}

Commit to_do(const User& before, const Command& command, Instant now) {
    const Action action = action_of(command);
    const bool by_link = action == Action::begin_setup || action == Action::accept || action == Action::decline;
    return by_link ? to_do(before, command, LinkHolder{before.link.value()}, now) : to_do(before, command, Host{}, now);
}

Precondition pending_below(std::uint32_t limit) { return {.rule = Precondition::Rule::pending_below, .limit = limit}; }

Commit with_key(Commit commit, std::string key, Instant expires_at) {
    commit.key = RememberedRequest{.key = std::move(key),
                                   .digest = {},
                                   .user = commit.after.id,
                                   .revision = commit.after.revision,
                                   .expires_at = expires_at};
    for (std::size_t i = 0; i < commit.key->digest.size(); ++i) {
        commit.key->digest[i] =
            static_cast<std::uint8_t>(commit.after.revision * 37 + static_cast<std::int64_t>(i) * 5);
    }
    return commit;
}

User tell(Store& store, const Commit& commit) {
    require(store.commit(commit) == CommitResult{CommitResult::Outcome::committed},
            "a commit is accepted if nothing prevents it");
    return commit.after;
}

ClaimedMail claim_one(Store& store, Instant now, Duration length) {
    const auto claimed = store.claim_mail(now, length, 10);
    require_equal(claimed.size(), 1, "one email is due");
    return claimed.front();
}

void send_all(Store& store, Instant now) {
    for (const auto& claimed : store.claim_mail(now, lease, 100)) {
        store.settle_mail(claimed, {.delivery = Delivery::sent, .at = now});
    }
}

AccountFacts counters(Store& store, const AccountId& account, const std::optional<std::string>& role, Instant now) {
    return store.look(account, {.pending = true, .role = role, .now = now}).counters;
}

std::optional<Instant> last_mail_at(Store& store, const AccountId& account, const EmailAddress& email) {
    const Seen seen =
        store.look(account, {.user = email, .address = email, .user_mailed_at = true, .address_mailed_at = true});
    require(!seen.user || seen.user_mailed_at == seen.address_mailed_at,
            "the last email to a user is the last to their address");
    return seen.address_mailed_at;
}

std::optional<RememberedRequest> remembered(Store& store, const AccountId& account, std::string_view key, Instant now) {
    return store.look(account, {.idempotency_key = std::string(key), .now = now}).remembered;
}

User loaded(Store& store, const AccountId& account, const UserId& user) {
    auto found = store.load(account, user);
    require(found.has_value(), "load returns a user who was committed");
    return std::move(*found);
}

Labels keys_of(const std::vector<UserRow>& users) {
    Labels keys;
    keys.reserve(users.size());
    for (const UserRow& row : users) keys.push_back(row.user.email.key());
    return keys;
}

View view_of(Store& store, const AccountId& account, Instant now, const std::vector<Commit>& concerning) {
    View view{.events = all_events(store, account)};
    std::set<UserId> ids;
    std::set<std::string> addresses;
    std::set<std::string> keys;
    std::set<std::string> roles;
    const auto gather = [&](const User& user) {
        ids.insert(user.id);
        addresses.insert(user.email.text());
        roles.insert(user.profile.roles.begin(), user.profile.roles.end());
    };
    std::vector<Look> looks;
    for (const auto& placed : view.events) ids.insert(placed.event.user);
    looks.reserve(ids.size());
    for (const auto& id : ids) looks.push_back({.user = id});
    for (const Seen& seen : store.look_all(account, looks)) {
        if (seen.user) gather(*seen.user);
    }
    for (const auto& commit : concerning) {
        gather(commit.after);
        if (commit.before) gather(*commit.before);
        if (commit.key) keys.insert(commit.key->key);
    }
    looks.clear();
    for (const auto& id : ids) looks.push_back({.user = id});
    for (const auto& text : addresses) looks.push_back({.address = address(text), .address_mailed_at = true});
    for (const auto& key : keys) looks.push_back({.idempotency_key = key, .now = now});
    looks.push_back({.pending = true, .now = now});
    for (const auto& role : roles) looks.push_back({.role = role});
    view.seen = store.look_all(account, looks);
    for (const auto& id : ids) view.mails.push_back(store.mail(account, id));
    view.listed = all_users(store, account, now);
    view.deliveries = store.count_deliveries(account);
    view.counts = store.count(account, now);
    return view;
}

std::vector<PlacedEvent> all_events(Store& store, const AccountId& account, std::optional<UserId> user) {
    std::vector<PlacedEvent> events;
    EventQuery query{.account = account, .user = user, .size = 1000};
    for (bool more = true; more;) {
        EventPage page = store.events(query);
        more = page.more;
        require(!more || (!page.events.empty() && page.events.back().position > query.after),
                "a page with `more` ends after where it began");
        if (more) query.after = page.events.back().position;
        std::move(page.events.begin(), page.events.end(), std::back_inserter(events));
    }
    return events;
}

void require(bool so, std::string_view sentence) {
    if (!so) throw ContractViolation(std::string(sentence));
}

void require_refused(Store& store, const Commit& commit, CommitResult::Outcome outcome, std::string_view sentence,
                     std::size_t precondition) {
    const AccountId& account = commit.after.account;
    const Instant now = commit.event.at;
    const View before = view_of(store, account, now, {commit});
    const CommitResult result = store.commit(commit);
    require_equal(static_cast<int>(result.outcome), static_cast<int>(outcome), sentence);
    require_equal(result.precondition, precondition, "a refusal names the first precondition that does not hold");
    require(view_of(store, account, now, {commit}) == before, "a refused commit leaves everything unchanged");
}

}  // namespace beckon::testing
