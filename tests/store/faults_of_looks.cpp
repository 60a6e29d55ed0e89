// SPDX-License-Identifier: MIT
#include <algorithm>

#include "tests/store/planted_faults.hpp"

namespace beckon::testing {

namespace {

using FoundUser = std::optional<User>;

void load_no_tombstones(FoundUser& user) {
    if (user && !is_live(*user)) user.reset();
}

void load_somebody(Calls& s, FoundUser& user, const AccountId& a, const UserId&) {
    if (!user && !history(*s.inner, a).empty()) user = s.inner->load(a, history(*s.inner, a).front().event.user);
}

void load_of_any_account(Calls& s, FoundUser& user, const AccountId&, const UserId& u) {
    for (const auto& other : {acme(), globex()}) user = user ? user : s.inner->load(other, u);
}

void load_in_any_letter_case(Calls& s, FoundUser& user, const AccountId& a, const UserId& u) {
    if (!user && a.text() == "A") user = s.inner->load(AccountId::parse("a").value(), u);
}

void find_in_any_account(Calls& s, FoundUser& user, const AccountId&, const EmailAddress& e) {
    for (const auto& other : {acme(), globex()}) user = user ? user : s.inner->find(other, e);
}

void mind_letter_case(FoundUser& user, const AccountId&, const EmailAddress& e) {
    if (user && user->email != e) user.reset();
}

void find_tombstones(Calls& s, FoundUser& user, const AccountId& a, const EmailAddress& e) {
    for (const auto& each : history(*s.inner, a)) {
        const auto other = s.inner->load(a, each.event.user);
        if (!user && other && other->email.same_mailbox(e)) user = other;
    }
}

FoundUser find_by_first_address(Calls& s, const AccountId& a, const EmailAddress& e) {
    for (const auto& each : history(*s.inner, a)) {
        const auto* invited = std::get_if<events::Invited>(&each.event.change);
        if (invited == nullptr || !invited->email.same_mailbox(e)) continue;
        if (auto user = s.inner->load(a, each.event.user); user && is_live(*user)) return user;
    }
    return s.inner->find(a, e);
}

void count_the_deactivated(Calls& s, std::uint32_t& holders, const AccountId& a, const std::string& r) {
    const auto page = s.inner->list({.account = a, .now = Instant(), .statuses = {Status::deactivated}});
    for (const auto& row : page.users) {
        const auto& roles = row.user.profile.roles;
        if (std::find(roles.begin(), roles.end(), r) != roles.end()) ++holders;
    }
}

using LastMail = std::optional<Instant>;

void take_the_greatest_instant(Calls& s, LastMail& last, const AccountId& a, const EmailAddress& e) {
    for (const auto& each : history(*s.inner, a)) {
        for (const auto& mail : s.inner->mail(a, each.event.user)) {
            if (mail.intent.to.same_mailbox(e)) last = std::max(last, LastMail(mail.intent.queued_at));
        }
    }
}

LastMail look_at_open_mails(Calls& s, const AccountId& a, const EmailAddress& e) {
    const auto user = s.inner->find(a, e);
    if (!user) return last_mail_at(*s.inner, a, e);
    for (const auto& mail : s.inner->mail(a, user->id)) {
        if (mail.delivery == Delivery::queued && mail.intent.to.same_mailbox(e)) return mail.intent.queued_at;
    }
    return std::nullopt;
}

void forget_mails_of_tombstones(Calls& s, LastMail& last, const AccountId& a, const EmailAddress& e) {
    if (!s.inner->find(a, e)) last.reset();
}

/// Has the newest mail to the address count for which the condition holds, whatever else became of it.
template <class Condition>
Fault counts_mails_if(Condition condition) {
    return instead(&Calls::last_mail_at, [=](Calls& s, const AccountId& a, const EmailAddress& e) -> LastMail {
        const auto events = history(*s.inner, a);
        for (auto each = events.rbegin(); each != events.rend(); ++each) {
            for (const auto& mail : s.inner->mail(a, each->event.user)) {
                const bool is_asked_for =
                    mail.intent.revision == each->event.revision && mail.intent.to.same_mailbox(e);
                if (is_asked_for && condition(mail)) return mail.intent.queued_at;
            }
        }
        return std::nullopt;
    });
}

/// Takes emails that came to this for such as never left.
Fault forgets_mails_if(bool (*condition)(const MailRecord&)) {
    return after(&Calls::last_mail_at, [=](Calls& s, LastMail& last, const AccountId& a, const EmailAddress& e) {
        for (const auto& each : history(*s.inner, a)) {
            for (const auto& mail : s.inner->mail(a, each.event.user)) {
                const bool is_it = mail.intent.queued_at == last && mail.intent.to.same_mailbox(e);
                if (is_it && condition(mail)) last.reset();
            }
        }
    });
}

void recall_of_any_account(Calls& s, std::optional<RememberedRequest>& kept, const AccountId&, std::string_view k,
                           Instant n) {
    for (const auto& other : {acme(), globex()}) kept = kept ? kept : remembered(*s.inner, other, k, n);
}

std::vector<Seen> look_in_another_order(Calls& s, const AccountId& a, std::span<const Look> looks) {
    auto seen = s.of_one_moment(a, looks);
    std::reverse(seen.begin(), seen.end());
    return seen;
}

void leave_the_last_looks_out(std::vector<Seen>& seen) {
    if (seen.size() > 1'000) std::fill(seen.begin() + 1'000, seen.end(), Seen{});
}

void count_for_every_look(Calls& s, std::vector<Seen>& seen, const AccountId& a, std::span<const Look>) {
    for (Seen& each : seen) each.counters.pending = counters(*s.inner, a, {}).pending;
}

void answer_one_question_a_look(std::vector<Seen>& seen) {
    for (Seen& each : seen) {
        if (each.user) each = {.user = each.user};
    }
}

std::vector<Seen> look_at_one_after_another(Calls& s, const AccountId& a, std::span<const Look> looks) {
    std::vector<Seen> seen;
    for (const Look& look : looks) {
        seen.push_back(s.inner->look(a, look));
        wait();
    }
    return seen;
}

/// Keeps users not quite as they were committed.
Fault loads(void (*change)(User&)) {
    return after(&Calls::load, [=](FoundUser& user) {
        if (user) change(*user);
    });
}

void keep_seconds(User& user) { user.created_at -= microseconds(user.created_at.time_of_day().fractional_seconds()); }

/// Changes the note of an invitation.
Fault loads_notes(void (*change)(std::string&)) {
    return after(&Calls::load, [=](FoundUser& user) {
        auto* invited = user ? std::get_if<Invited>(&user->state) : nullptr;
        if (invited != nullptr) change(invited->note);
    });
}

void keep_revisions_as_doubles(User& user) {
    if (user.revision < (std::int64_t{1} << 60)) {
        user.revision = static_cast<std::int64_t>(static_cast<double>(user.revision));
    }
}

void take_the_nil_id_for_nobody(User& user) {
    if (user.invited_by == UserId{}) user.invited_by.reset();
}

}  // namespace

std::vector<PlantedFault> faults_of_looks() {
    const Instant long_ago(boost::posix_time::min_date_time);
    return {
        {"loads no tombstones", after(&Calls::load, load_no_tombstones)},
        {"loads somebody for an unknown id", after(&Calls::load, load_somebody)},
        {"forgets the account in load", after(&Calls::load, load_of_any_account)},
        {"minds no letter case in accounts", after(&Calls::load, load_in_any_letter_case)},
        {"forgets the account in find", after(&Calls::find, find_in_any_account)},
        {"minds letter case in find", after(&Calls::find, mind_letter_case)},
        {"finds tombstones", after(&Calls::find, find_tombstones)},
        {"finds users by the address that they had first", instead(&Calls::find, find_by_first_address)},
        {"counts the deactivated as active holders", after(&Calls::active_holders, count_the_deactivated)},
        {"minds no letter case in roles",
         before(&Calls::active_holders,
                [](AccountId&, std::string& role) { role = role == "OWNER" ? "Owner" : role; })},
        {"counts invitations a microsecond too long",
         before(&Calls::pending, [](AccountId&, Instant& now) { now -= tick; })},
        {"stops counting invitations a microsecond early",
         before(&Calls::pending, [](AccountId&, Instant& now) { now += tick; })},
        {"takes the greatest instant for the last mail's", after(&Calls::last_mail_at, take_the_greatest_instant)},
        {"forgets the last mail once it is settled", instead(&Calls::last_mail_at, look_at_open_mails)},
        {"counts every mail, sent or not", counts_mails_if([](auto&) { return true; })},
        {"counts only mails that were sent",
         counts_mails_if([](auto& mail) { return mail.delivery == Delivery::sent; })},
        {"counts mails that wait though they are no longer true",
         counts_mails_if([](auto& mail) { return mail.delivery <= Delivery::deferred || mail.unknown > 0; })},
        {"forgets mails that may have arrived, as nobody confirmed",
         forgets_mails_if([](auto& mail) { return mail.delivery == Delivery::unconfirmed; })},
        {"forgets mails that a worker held and then dropped",
         forgets_mails_if([](auto& mail) { return mail.delivery == Delivery::dropped && mail.lapses > 0; })},
        {"takes a link by hand for the last mail",
         counts_mails_if([](auto& mail) { return mail.delivery == Delivery::sent || mail.intent.by_hand; }),
         "a link passed on by hand is kept next to the emails and is not one"},
        {"forgets the mails of tombstones", after(&Calls::last_mail_at, forget_mails_of_tombstones)},
        {"lets no key expire",
         before(&Calls::remembered, [=](AccountId&, std::string_view&, Instant& now) { now = long_ago; })},
        {"lets keys expire a microsecond late",
         before(&Calls::remembered, [](AccountId&, std::string_view&, Instant& now) { now -= tick; })},
        {"forgets the account in recall", after(&Calls::remembered, recall_of_any_account)},
        {"answers looks in another order", instead(&Calls::look_all, look_in_another_order)},
        {"answers a thousand looks at the most", after(&Calls::look_all, leave_the_last_looks_out)},
        {"counts though it is not asked to", after(&Calls::look_all, count_for_every_look)},
        {"answers one question of a look", after(&Calls::look_all, answer_one_question_a_look)},
        {"looks at one after another", instead(&Calls::look_all, look_at_one_after_another),
         "everything that one call looks up is from the same moment"},
        {"looks at one thing after another",
         instead(&Calls::look_all,
                 [](Calls& s, const AccountId& a, std::span<const Look> looks) { return s.piece_by_piece(a, looks); }),
         "everything that one call looks up is from the same moment"},
        {"keeps whole seconds", loads(keep_seconds)},
        {"keeps no instant before 1970", loads([](User& user) {
             user.created_at = std::max(user.created_at, Instant(boost::gregorian::date(1970, 1, 1)));
         })},
        {"cuts the longest names", loads([](User& user) { user.profile.name = user.profile.name.substr(0, 199); })},
        {"keeps no notes", loads_notes([](std::string& note) { note.clear(); })},
        {"keeps notes on one line",
         loads_notes([](std::string& note) { std::replace(note.begin(), note.end(), '\n', ' '); })},
        {"cuts notes at 1,000 octets", loads_notes([](std::string& note) { note = note.substr(0, 1000); })},
        {"sorts roles", loads([](User& user) { std::sort(user.profile.roles.begin(), user.profile.roles.end()); })},
        {"keeps revisions as doubles", loads(keep_revisions_as_doubles)},
        {"takes the nil id for nobody", loads(take_the_nil_id_for_nobody)},
        {"folds addresses", loads([](User& user) { user.email = EmailAddress::parse(user.email.key()).value(); })},
    };
}

}  // namespace beckon::testing
