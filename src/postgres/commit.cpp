// SPDX-License-Identifier: MIT
#include "postgres/commit.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/json.hpp>
#include <boost/uuid/uuid_io.hpp>
#include <cassert>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "beckon/records/commit_columns.hpp"
#include "beckon/records/event_json.hpp"
#include "beckon/records/iso_time.hpp"

namespace beckon::postgres {

namespace {

namespace json = boost::json;
using Labels = std::vector<std::string>;

template <class Code>
std::optional<std::int64_t> number(const std::optional<Code>& code) {
    return code ? std::optional<std::int64_t>(static_cast<std::int64_t>(*code)) : std::nullopt;
}

Texts texts(const std::set<std::string_view>& all) { return {{all.begin(), all.end()}}; }

/// The number of a rule in the schema's type `change`.
std::int64_t number_of(Precondition::Rule rule) {
    switch (rule) {
        case Precondition::Rule::another_active_holder: return 1;
        case Precondition::Rule::pending_below: return 2;
    }
    return 0;
}

template <class Put>
void put_rules(const std::vector<Precondition>& only_if, const Put& put) {
    Numbers rules;
    Texts roles;
    Numbers limits;
    for (const Precondition& rule : only_if) {
        rules.all.push_back(number_of(rule.rule));
        roles.all.push_back(rule.role);
        limits.all.push_back(static_cast<std::int64_t>(rule.limit));
    }
    put("rules", rules);
    put("rule_roles", roles);
    put("rule_limits", limits);
}

template <class Put>
void put_user(const User& user, const Put& put) {
    const records::UserColumns columns(user);
    put("id", user.id);
    put("revision", user.revision);
    put("email", user.email.text());
    put("email_key", user.email.key());
    put("name", user.profile.name);
    put("locale", user.profile.locale);
    put("reference", user.reference);
    put("roles", user.profile.roles);
    put("attributes", user.profile.attributes);
    put("state", static_cast<std::int64_t>(columns.state));
    put("since", columns.since);
    put("expires_at", columns.expires_at);
    put("times_sent", number(columns.times_sent));
    put("opened_at", columns.opened_at);
    put("note", columns.note);
    put("removal", number(columns.removal));
    put("link_generation", number(columns.link_generation));
    put("link_key", number(columns.link_key));
    put("created_at", user.created_at);
    put("joined_at", user.joined_at);
    put("invited_by", user.invited_by);
    put("name_key", columns.name_key);
    put("roles_key", columns.roles_key);
    put("sent_key", columns.sent_key);
    put("joined_key", columns.joined_key);
    put("search_text", columns.search_text);
}

/// A member of something that may be absent.
template <class Whole, class Member>
auto member_of(const std::optional<Whole>& whole, const Member& member) {
    using Value = std::remove_cvref_t<decltype(member(*whole))>;
    return whole ? std::optional<Value>(member(*whole)) : std::nullopt;
}

template <class Put>
void put_mail(const std::optional<MailIntent>& mail, const Put& put) {
    const auto member = [&](const auto& of) { return member_of(mail, of); };
    put("mail_generation", member([](const MailIntent& m) { return static_cast<std::int64_t>(m.generation); }));
    put("mail_email", member([](const MailIntent& m) { return m.to.text(); }));
    put("mail_email_key", member([](const MailIntent& m) { return m.to.key(); }));
    put("mail_queued_at", member([](const MailIntent& m) { return m.queued_at; }));
    const auto first = mail ? std::optional(first_record(*mail)) : std::nullopt;
    put("mail_delivery", member_of(first, [](const MailRecord& r) { return static_cast<std::int64_t>(r.delivery); }));
    put("mail_settled_at", first ? first->settled_at : std::nullopt);
}

template <class Put>
void put_key(const std::optional<RememberedRequest>& key, const Put& put) {
    const auto member = [&](const auto& of) { return member_of(key, of); };
    put("key", member([](const RememberedRequest& k) { return k.key; }));
    put("key_digest", member([](const RememberedRequest& k) { return k.digest; }));
    put("key_user", member([](const RememberedRequest& k) { return k.user; }));
    put("key_revision", member([](const RememberedRequest& k) { return k.revision; }));
    put("key_expires_at", member([](const RememberedRequest& k) { return k.expires_at; }));
}

/// Calls `put` with each member of the schema's type `change`, in its order, by name and value.
template <class Put>
void put_change(const Commit& commit, const Put& put) {
    assert(!commit.before || (commit.before->account == commit.after.account && commit.before->id == commit.after.id));
    const records::AccountColumns account(commit);
    put("before", member_of(commit.before, [](const User& user) { return user.revision; }));
    put("at", commit.event.at);
    put("event", to_json(commit.event));
    put("takes_address", account.takes_address);
    put_rules(commit.only_if, put);
    put("pending", std::int64_t{account.pending});
    put("active", std::int64_t{account.active});
    put("deactivated", std::int64_t{account.deactivated});
    put("roles_gained", texts(account.roles_gained));
    put("roles_lost", texts(account.roles_lost));
    put_user(commit.after, put);
    put_mail(commit.mail, put);
    put_key(commit.key, put);
}

// The JSON values for the types of those members.
json::value value(std::string_view text) { return json::string(text); }
json::value value(std::int64_t number) { return number; }
json::value value(bool so) { return so; }
json::value value(Instant instant) { return value(std::string_view(to_iso(instant))); }
json::value value(const UserId& id) { return value(std::string_view(boost::uuids::to_string(id))); }
json::value value(const Labels& labels) { return json::array(labels.begin(), labels.end()); }
json::value value(const Attributes& attributes) { return json::value_from(attributes); }
json::value value(const Texts& texts) { return value(texts.all); }
json::value value(const Numbers& numbers) { return json::array(numbers.all.begin(), numbers.all.end()); }
json::value value(const std::array<std::uint8_t, 32>& octets) {
    return value(std::string_view(fmt::format("\\x{:02x}", fmt::join(octets, ""))));
}
template <class T>
json::value value(const std::optional<T>& given) {
    return given ? value(*given) : json::value(nullptr);
}

json::object change_json(const Commit& commit) {
    json::object all;
    put_change(commit, [&](std::string_view name, const auto& given) { all[name] = value(given); });
    return all;
}

/// Adds to parameters. They keep the texts, which no longer exist when the statement runs.
struct Adding {
    void operator()(std::string_view, const Labels& labels) const { all.add(Json{records::labels_to_json(labels)}); }
    void operator()(std::string_view, const Attributes& attributes) const {
        all.add(Json{records::attributes_to_json(attributes)});
    }
    template <class Value>
    void operator()(std::string_view, Value value) const {
        all.add(std::move(value));
    }

    Parameters& all;
};

/// The call of `commit_one` with this many parameters, the first of which is the account.
std::string call_of_one(int parameters) {
    std::string members = "$2";
    for (int i = 3; i <= parameters; ++i) members += fmt::format(", ${}", i);
    return fmt::format("SELECT outcome, precondition, 0 FROM beckon.commit_one($1, ROW({})::beckon.change)", members);
}

}  // namespace

CommitWork::CommitWork(std::span<const Commit> commits) : is_one_(commits.size() == 1) {
    parameters_.add(std::string(commits.front().after.account.text()));
    if (is_one_) {
        put_change(commits.front(), Adding{parameters_});
        return;
    }
    json::array all;
    for (const Commit& commit : commits) all.push_back(change_json(commit));
    parameters_.add(Json{json::serialize(all)});
}

const Sql& CommitWork::statement() const {
    if (is_one_) {
        static const Sql one(call_of_one(parameters_.size()));
        return one;
    }
    static const Sql several("SELECT outcome, precondition, place FROM beckon.commit_all($1, $2)");
    return several;
}

CommitResult CommitWork::run(Connection& connection) const {
    const Rows rows = connection.run("committing", statement(), parameters_);
    const Rows::Row row = rows[0];
    return {static_cast<CommitResult::Outcome>(row.number<std::uint8_t>(0)), row.number<std::size_t>(1),
            row.number<std::size_t>(2)};
}

}  // namespace beckon::postgres
