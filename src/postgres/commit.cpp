// SPDX-License-Identifier: MIT
#include "postgres/commit.hpp"

#include <boost/json.hpp>
#include <boost/uuid/uuid_io.hpp>
#include <cassert>
#include <string_view>

#include "beckon/records/commit_columns.hpp"
#include "beckon/records/event_json.hpp"
#include "beckon/records/iso_time.hpp"

namespace beckon::postgres {

namespace {

namespace json = boost::json;

// JSON values by the columns that they are for.
json::value value(std::string_view text) { return json::string(text); }
json::value value(std::int64_t number) { return number; }
json::value value(Instant instant) { return value(std::string_view(to_iso(instant))); }
json::value value(const UserId& id) { return value(std::string_view(boost::uuids::to_string(id))); }
json::value value(const std::vector<std::string>& labels) { return json::array(labels.begin(), labels.end()); }
json::value value(const std::set<std::string_view>& labels) { return json::array(labels.begin(), labels.end()); }
template <class T>
json::value value(const std::optional<T>& given) {
    return given ? value(*given) : json::value(nullptr);
}
template <class Code>
std::optional<std::int64_t> number(const std::optional<Code>& code) {
    return code ? std::optional<std::int64_t>(static_cast<std::int64_t>(*code)) : std::nullopt;
}

json::object user_json(const User& user) {
    const records::UserColumns columns(user);
    const Profile& profile = user.profile;
    return {{"id", value(user.id)},
            {"revision", value(user.revision)},
            {"email", value(user.email.text())},
            {"email_key", value(user.email.key())},
            {"name", value(profile.name)},
            {"roles", value(profile.roles)},
            {"teams", value(profile.teams)},
            {"inboxes", value(profile.inboxes)},
            {"locale", value(profile.locale)},
            {"state", value(static_cast<std::int64_t>(columns.state))},
            {"since", value(columns.since)},
            {"expires_at", value(columns.expires_at)},
            {"times_sent", value(number(columns.times_sent))},
            {"opened_at", value(columns.opened_at)},
            {"removal", value(number(columns.removal))},
            {"link_generation", value(number(columns.link_generation))},
            {"link_key", value(number(columns.link_key))},
            {"created_at", value(user.created_at)},
            {"joined_at", value(user.joined_at)},
            {"invited_by", value(user.invited_by)},
            {"name_key", value(columns.name_key)},
            {"roles_key", value(columns.roles_key)},
            {"team_count", value(columns.team_count)},
            {"inbox_count", value(columns.inbox_count)},
            {"sent_key", value(columns.sent_key)},
            {"joined_key", value(columns.joined_key)},
            {"search_text", value(columns.search_text)}};
}

std::string_view name_of(Precondition::Rule rule) {
    switch (rule) {
        case Precondition::Rule::another_active_holder: return "another_active_holder";
        case Precondition::Rule::pending_below: return "pending_below";
    }
    return {};
}

json::array rules_json(const std::vector<Precondition>& only_if) {
    json::array rules;
    for (const Precondition& rule : only_if) {
        rules.push_back({{"rule", value(name_of(rule.rule))},
                         {"role", value(rule.role)},
                         {"limit", value(static_cast<std::int64_t>(rule.limit))}});
    }
    return rules;
}

json::object mail_json(const MailIntent& mail) {
    return {{"generation", value(static_cast<std::int64_t>(mail.generation))},
            {"email", value(mail.to.text())},
            {"email_key", value(mail.to.key())},
            {"queued_at", value(mail.queued_at)}};
}

json::object key_json(const KeptKey& key) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string digest = "\\x";
    for (const std::uint8_t octet : key.digest) {
        digest += digits[octet >> 4U];
        digest += digits[octet & 0x0FU];
    }
    return {{"key", value(key.key)},
            {"digest", value(digest)},
            {"user", value(key.user)},
            {"revision", value(key.revision)},
            {"expires_at", value(key.expires_at)}};
}

json::object commit_json(const Commit& commit) {
    assert(!commit.before || (commit.before->account == commit.after.account && commit.before->id == commit.after.id));
    const records::AccountColumns columns(commit);
    json::object all{{"before", commit.before ? value(commit.before->revision) : json::value(nullptr)},
                     {"at", value(commit.event.at)},
                     {"user", user_json(commit.after)},
                     {"takes_address", columns.takes_address},
                     {"only_if", rules_json(commit.only_if)},
                     {"pending", columns.pending},
                     {"active", columns.active},
                     {"deactivated", columns.deactivated},
                     {"roles_gained", value(columns.roles_gained)},
                     {"roles_lost", value(columns.roles_lost)},
                     {"event", json::parse(to_json(commit.event))}};
    if (commit.mail) all["mail"] = mail_json(*commit.mail);
    if (commit.key) all["key"] = key_json(*commit.key);
    return all;
}

}  // namespace

CommitWork::CommitWork(std::span<const Commit> commits)
    : account_(commits.front().after.account.text()), is_one_(commits.size() == 1) {
    if (is_one_) {
        commits_.text = json::serialize(commit_json(commits.front()));
        return;
    }
    json::array all;
    for (const Commit& commit : commits) all.push_back(commit_json(commit));
    commits_.text = json::serialize(all);
}

CommitResult CommitWork::run(Connection& connection) const {
    static const Sql one("SELECT outcome, precondition, 0 FROM beckon.commit_one($1, $2)");
    static const Sql several("SELECT outcome, precondition, place FROM beckon.commit_all($1, $2)");
    const Rows rows = connection.run("committing", is_one_ ? one : several, std::string_view(account_), commits_);
    const Rows::Row row = rows[0];
    return {static_cast<CommitResult::Outcome>(row.number<std::uint8_t>(0)), row.number<std::size_t>(1),
            row.number<std::size_t>(2)};
}

}  // namespace beckon::postgres
