// SPDX-License-Identifier: MIT
#include "tests/lifecycle/world.hpp"

#include <algorithm>
#include <stdexcept>

#include "beckon/lifecycle/text.hpp"

namespace world {

using namespace beckon;
using boost::posix_time::hours;
using boost::posix_time::microseconds;
using boost::posix_time::minutes;

Instant now() { return {boost::gregorian::date(2026, 3, 20), hours(12)}; }

EmailAddress address(std::string_view text) { return EmailAddress::parse(text).value(); }

AccountId account() { return AccountId::parse("acme").value(); }

UserId id(std::uint8_t octet) {
    UserId id{};
    std::fill(id.begin(), id.end(), octet);
    return id;
}

Policy policy(oracle::Preset preset) {
    switch (preset) {
        case oracle::Preset::gladly: return policies::gladly();
        case oracle::Preset::softwareone: return policies::softwareone();
        case oracle::Preset::atender: return policies::atender();
        case oracle::Preset::recommended: return policies::recommended();
        case oracle::Preset::late: {
            Policy late = policies::recommended();
            late.resend_while_valid = ResendWhileValid::no;
            return late;
        }
        case oracle::Preset::once: {
            Policy once = policies::recommended();
            once.resend_while_valid = ResendWhileValid::no;
            once.resend_after_expiry = false;
            once.offers_send_new = true;
            return once;
        }
        case oracle::Preset::walled: {
            Policy walled = policies::recommended();
            walled.allowed_domains = {"Example.test"};
            return walled;
        }
        case oracle::Preset::ranked: break;
    }
    Policy ranked = policies::recommended();
    ranked.role_ranks = {"Owner", "Admin", "Agent"};
    policies::permit_everything(ranked, {"Owner", "Admin", "Team Manager"});
    ranked.permissions[Action::copy_link] = {"Owner", "Admin"};
    ranked.max_validity = hours(24 * 30);
    return ranked;
}

std::string administrator(oracle::Preset preset) {
    switch (preset) {
        case oracle::Preset::gladly: return "Administrator";
        case oracle::Preset::softwareone: return "Account administrator";
        case oracle::Preset::atender:
        case oracle::Preset::recommended:
        case oracle::Preset::ranked:
        case oracle::Preset::late:
        case oracle::Preset::once:
        case oracle::Preset::walled: break;
    }
    return "Admin";
}

namespace {

const UserId person_id = id(0x11);

User user(State state, std::optional<Link> link, bool owner) {
    return User{
        .account = account(),
        .id = person_id,
        .email = address("Deirdre@example.test"),
        .profile = {.name = "Deirdre Deering",
                    .locale = "en",
                    .roles = owner ? std::vector<std::string>{"Agent", "Owner"} : std::vector<std::string>{"Agent"},
                    .attributes = {{"teams", {"Blue"}}, {"inboxes", {"Sales"}}}},
        .reference = "row 17",
        .state = state,
        .link = link,
        .created_at = now() - hours(300),
        .joined_at = std::nullopt,
        .invited_by = id(0x22),
        .revision = 7};
}

}  // namespace

std::vector<Person> people() {
    const Instant sent_at = now() - hours(24);
    const Instant since = now() - hours(1);
    std::vector<Person> all{{"nobody", std::nullopt}};
    for (const bool owner : {false, true}) {
        const auto add = [&](std::string name, State state, std::optional<Link> link = newest) {
            all.push_back({(owner ? "owner, " : "") + std::move(name), user(state, link, owner)});
        };
        const Instant soon = now() + microseconds(1);
        add("invite_sent", Invited{sent_at, soon, 3});
        add("invite_sent, opened", Invited{sent_at, soon, 3, since, "Welcome!"});
        add("invite_expired", Invited{sent_at, now(), 3});
        add("invite_expired, opened", Invited{sent_at, now(), 3, since});
        add("active", Active{since});
        add("active, adopted", Active{since}, std::nullopt);
        add("deactivated", Deactivated{since});
        add("deactivated, adopted", Deactivated{since}, std::nullopt);
        add("cancelled", Removed{since, Removal::cancelled});
        add("declined", Removed{since, Removal::declined});
        add("removed", Removed{since, Removal::removed});
    }
    return all;
}

Person person(std::string_view name) {
    for (Person& each : people()) {
        if (each.name == name) return each;
    }
    throw std::invalid_argument(std::string(name));
}

std::vector<NamedActor> actors(oracle::Preset preset) {
    const UserId somebody = id(0x33);
    return {
        {"host", Host{}},
        {"administrator", Member{somebody, {"Agent", administrator(preset)}}},
        {"owner", Member{somebody, {"Owner"}}},
        {"administrator by another spelling", Member{somebody, {" " + ascii_lower(administrator(preset))}}},
        {"team manager", Member{somebody, {"Team Manager"}}},
        {"agent", Member{somebody, {"Agent"}}},
        {"member without roles", Member{somebody, {}}},
        {"themselves as administrator", Member{person_id, {administrator(preset)}}},
        {"holder of the newest link", LinkHolder{newest}},
        {"holder of an older link", LinkHolder{older}},
        {"holder of a link never issued", LinkHolder{never_issued}},
        {"holder of a link with another key", LinkHolder{other_key}},
    };
}

std::vector<NamedCommand> commands() {
    const Profile profile{.name = "New Person", .locale = {}, .roles = {"Agent"}};
    Profile without_roles = profile;
    without_roles.roles.clear();
    Profile owner = profile;
    owner.roles = {"Guest", "Owner"};
    Profile guest = profile;
    guest.roles = {"Guest"};
    Profile other_spelling = profile;
    other_spelling.roles = {"oWNER "};
    const EmailAddress fresh = address("new@example.test");
    const EmailAddress elsewhere = address("new@Elsewhere.test");
    const EmailAddress own = address("deirdre@EXAMPLE.test");
    const Terms by_hand{.by_hand = true};
    const Terms month{.validity = hours(24 * 30)};
    const Terms too_long{.validity = hours(24 * 3653) + microseconds(1)};
    const Terms no_time{.validity = hours(0)};
    const Terms note{.note = "See you.\nMaria"};
    return {
        {"invite", Invite{fresh, profile}},
        {"invite without roles", Invite{fresh, without_roles}},
        {"invite as Owner", Invite{fresh, owner}},
        {"invite as Guest", Invite{fresh, guest}},
        {"invite as Owner by another spelling", Invite{fresh, other_spelling}},
        {"invite by hand", Invite{fresh, profile, {}, by_hand}},
        {"invite as Owner by hand", Invite{fresh, owner, {}, by_hand}},
        {"invite for a month", Invite{fresh, profile, {}, month}},
        {"invite with a note", Invite{fresh, profile, {}, note}},
        {"invite without time", Invite{fresh, profile, {}, no_time}},
        {"invite from elsewhere", Invite{elsewhere, profile}},
        {"adopt", Adopt{fresh, profile}},
        {"adopt from elsewhere", Adopt{elsewhere, profile}},
        {"adopt without roles", Adopt{fresh, without_roles}},
        {"resend", Resend{}},
        {"resend by hand", Resend{by_hand}},
        {"resend for an hour", Resend{{.validity = hours(1)}}},
        {"resend without end", Resend{too_long}},
        {"resend with a note", Resend{note}},
        {"resend without the note", Resend{{.note = ""}}},
        {"resend without a fit note", Resend{{.note = std::string(1001, 'x')}}},
        {"send_new", SendNew{}},
        {"send_new by hand", SendNew{by_hand}},
        {"send_new with a note", SendNew{note}},
        {"send_new for a month", SendNew{month}},
        {"copy_link", CopyLink{}},
        {"begin_setup", BeginSetup{}},
        {"accept", Accept{}},
        {"accept as the invited address", Accept{own}},
        {"accept as another address", Accept{fresh}},
        {"decline", Decline{}},
        {"correct_email to their own", CorrectEmail{own}},
        {"correct_email to another", CorrectEmail{fresh}},
        {"correct_email to elsewhere", CorrectEmail{elsewhere}},
        {"correct_email by hand", CorrectEmail{own, by_hand}},
        {"correct_email to another by hand", CorrectEmail{fresh, by_hand}},
        {"correct_email with a note, for a month", CorrectEmail{fresh, {.validity = hours(24 * 30), .note = "Hi"}}},
        {"correct_email without a fit note", CorrectEmail{fresh, {.note = "\t"}}},
        {"cancel", Cancel{}},
        {"deactivate", Deactivate{}},
        {"activate", Activate{}},
        {"remove", Remove{}},
        {"edit nothing", Edit{}},
        {"edit to the same name", Edit{{.name = "Deirdre Deering"}}},
        {"edit the name", Edit{{.name = "Deirdre D."}}},
        {"edit attributes and locale", Edit{{.locale = "", .attributes = {{"teams", {}}, {"inboxes", {"Help"}}}}}},
        {"edit roles, without Owner", Edit{{.roles = std::vector<std::string>{"Agent"}}}},
        {"edit roles, with Owner", Edit{{.roles = std::vector<std::string>{"Owner"}}}},
        {"edit roles, Agent and Admin", Edit{{.roles = std::vector<std::string>{"Agent", "Admin"}}}},
        {"edit roles, Guest and Owner in front", Edit{{.roles = std::vector<std::string>{"Guest", "Owner", "Agent"}}}},
        {"edit roles, Guest beside Agent", Edit{{.roles = std::vector<std::string>{"Guest", "Agent"}}}},
        {"edit roles, by another spelling", Edit{{.roles = std::vector<std::string>{"agent ", " OWNER"}}}},
        {"edit roles to none", Edit{{.roles = std::vector<std::string>{}}}},
    };
}

std::vector<Facts> all_facts([[maybe_unused]] std::size_t under_sanitizers) {
    struct Mailed {
        std::optional<Instant> to_address, to_user;
    };
    const Instant over = now() - minutes(1);
    const Instant running = over + microseconds(1);
    std::vector<Facts> all;
    for (const std::optional<Status> holder :
         {std::optional<Status>{}, std::optional{Status::invite_sent}, std::optional{Status::invite_expired},
          std::optional{Status::active}, std::optional{Status::deactivated}}) {
        for (const Mailed& mailed :
             {Mailed{{}, {}}, Mailed{over, running}, Mailed{running, over}, Mailed{running, running}}) {
            for (const std::uint32_t pending : {999U, 1000U}) {
                for (const std::uint32_t holders : {1U, 2U}) {
                    for (const bool listed : {true, false}) {
                        all.push_back({.newcomer = Newcomer{account(), id(0x44)},
                                       .address_holder = holder,
                                       .address_mailed_at = mailed.to_address,
                                       .user_mailed_at = mailed.to_user,
                                       .pending = pending,
                                       .active_holders = holders,
                                       .signing_key = signing_key,
                                       .link_key_listed = listed});
                    }
                }
            }
        }
    }
#ifndef NDEBUG
    std::vector<Facts> some;
    for (std::size_t i = 0; i < all.size(); i += under_sanitizers) some.push_back(all[i]);
    return some;
#else
    return all;
#endif
}

Facts easy_facts() {
    return {.newcomer = Newcomer{account(), id(0x44)}, .active_holders = 2, .signing_key = signing_key};
}

std::string describe(const Facts& facts) {
    const Instant over = now() - minutes(1);
    const auto mailed = [&](const std::optional<Instant>& at) -> std::string {
        return !at ? "never" : *at == over ? "a minute ago" : "just now";
    };
    return "address held by " + (facts.address_holder ? std::string(code(*facts.address_holder)) : "nobody") +
           ", mailed " + mailed(facts.address_mailed_at) + "; user mailed " + mailed(facts.user_mailed_at) + "; " +
           std::to_string(facts.pending) + " pending, " + std::to_string(facts.active_holders) + " holders, key " +
           (facts.link_key_listed ? "listed" : "retired");
}

std::string describe(const std::optional<Refusal>& refusal) {
    if (!refusal) return "yes";
    std::string text = "refused: " + std::string(code(refusal->reason)) + ", " + std::string(code(refusal->remedy));
    if (refusal->field != Field::none) text.append(", field ").append(code(refusal->field));
    for (const std::string& name : refusal->names) text.append(", ").append(name);
    if (refusal->actual) text.append(", actually ").append(code(*refusal->actual));
    if (refusal->retry_at)
        text.append(", retry in ").append(std::to_string((*refusal->retry_at - now()).total_microseconds()));
    return text;
}

}  // namespace world
