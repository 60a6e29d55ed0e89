// SPDX-License-Identifier: MIT
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "tests/store/planted_faults.hpp"

namespace beckon::testing {

namespace {

using Name = std::tuple<AccountId, UserId, std::int64_t>;

Name name_of(const MailIntent& intent) { return {intent.account, intent.user, intent.revision}; }

std::optional<MailRecord> find_mail(Store& store, const Name& name) {
    for (auto& mail : store.mail(std::get<AccountId>(name), std::get<UserId>(name))) {
        if (name_of(mail.intent) == name) return mail;
    }
    return std::nullopt;
}

bool has_delivery(Store& store, const Name& name, const std::vector<Delivery>& deliveries) {
    const auto mail = find_mail(store, name);
    return mail && std::find(deliveries.begin(), deliveries.end(), mail->delivery) != deliveries.end();
}

/// Takes no reports of mails in these states.
Fault ignores_reports(const std::vector<Delivery>& of) {
    return instead(&Calls::bounce_mail, [=](Calls& s, auto& a, auto& u, auto r, auto at, auto detail) {
        return has_delivery(*s.inner, {a, u, r}, of) || s.inner->bounce_mail(a, u, r, at, detail);
    });
}

SettleResult let_the_holder_settle(Calls& s, const ClaimedMail& c, const Settlement& settlement) {
    const bool bounced = has_delivery(*s.inner, name_of(c.mail.intent), {Delivery::bounced});
    const auto result = s.inner->settle_mail(c, settlement);
    return bounced ? SettleResult::settled : result;
}

/// Lets whoever holds the mail settle it first: until then it is not bounced.
void wait_for_the_holder(Calls& s) {
    auto& held = s.keep<std::set<Name>>();
    s.after(&Calls::claim_mail, [&](std::vector<ClaimedMail>& claimed) {
        for (const auto& each : claimed) held.insert(name_of(each.mail.intent));
    });
    s.before(&Calls::settle_mail, [&](ClaimedMail& c) { held.erase(name_of(c.mail.intent)); });
    s.instead(&Calls::bounce_mail, [&](auto& a, auto& u, auto r, auto at, auto detail) {
        return held.contains({a, u, r}) || s.inner->bounce_mail(a, u, r, at, detail);
    });
}

void keep_the_latest_report(Calls& s) {
    auto& latest = s.keep<std::map<Name, std::string>>();
    s.after(&Calls::bounce_mail, [&](bool&, auto& a, auto& u, auto r, auto, auto detail) {
        latest[{a, u, r}] = detail;
    });
    s.after(&Calls::mail, [&](std::vector<MailRecord>& mails) {
        for (auto& each : mails) {
            if (const auto report = latest.find(name_of(each.intent)); report != latest.end()) {
                each.detail = report->second;
            }
        }
    });
}

// What a bounce says: whose mail, of which revision, when it came back and why.

bool know_no_bounced_mail(Calls& s, const AccountId& a, const UserId& u, std::int64_t r, Instant at,
                          std::string_view why) {
    return !has_delivery(*s.inner, {a, u, r}, {Delivery::bounced}) && s.inner->bounce_mail(a, u, r, at, why);
}

void bounce_the_newest(Calls& s, AccountId& a, UserId& u, std::int64_t& r, Instant&, std::string_view&) {
    const auto mails = s.inner->mail(a, u);
    if (!mails.empty()) r = mails.front().intent.revision;
}

void bounce_in_another_account(Calls& s, bool& known, const AccountId&, const UserId& u, std::int64_t r, Instant at,
                               std::string_view why) {
    known = known || s.inner->bounce_mail(globex(), u, r, at, why);
}

void keep_no_detail(AccountId&, UserId&, std::int64_t&, Instant&, std::string_view& why) { why = {}; }

void keep_the_old_time(Calls& s, AccountId& a, UserId& u, std::int64_t& r, Instant& at, std::string_view&) {
    if (const auto mail = find_mail(*s.inner, {a, u, r})) at = mail->settled_at.value_or(at);
}

bool bounce_for_the_living(Calls& s, const AccountId& a, const UserId& u, std::int64_t r, Instant at,
                           std::string_view why) {
    const auto user = s.inner->load(a, u);
    return user && is_live(*user) && s.inner->bounce_mail(a, u, r, at, why);
}

// What is found by an address.

using Mails = std::vector<MailRecord>;

/// Leaves out the emails of which this is true.
template <class Unseen>
Fault overlooks(Unseen unseen) {
    return after(&Calls::mail_to, [=](Calls& s, Mails& mails, const EmailAddress& to, Instant since) {
        std::erase_if(mails, [&](const MailRecord& mail) { return unseen(s, mail, to, since); });
    });
}

bool is_elsewhere(Calls&, const MailRecord& mail, const EmailAddress&, Instant) {
    return mail.intent.account != acme();
}

bool is_spelt_otherwise(Calls&, const MailRecord& mail, const EmailAddress& to, Instant) {
    return ascii_lower(to.text()) != mail.intent.to.text();
}

bool is_at_that_instant(Calls&, const MailRecord& mail, const EmailAddress&, Instant since) {
    return mail.intent.queued_at == since;
}

bool is_anothers_now(Calls& s, const MailRecord& mail, const EmailAddress& to, Instant) {
    const auto holder = s.inner->find(mail.intent.account, to);
    return !holder || holder->id != mail.intent.user;
}

bool is_by_hand(Calls&, const MailRecord& mail, const EmailAddress&, Instant) { return mail.intent.by_hand; }

void earliest_first(Mails& mails) { std::reverse(mails.begin(), mails.end()); }

void one_account_after_another(Mails& mails) {
    std::stable_sort(mails.begin(), mails.end(),
                     [](const MailRecord& a, const MailRecord& b) { return a.intent.account < b.intent.account; });
}

void since_ever(EmailAddress&, Instant& since) { since = noon(-hours(1)); }

void remember_erased_addresses(Calls& s) {
    auto& erased = s.keep<std::map<std::string, Mails>>();
    s.before(&Calls::erase, [&](AccountId& a, UserId& u) {
        for (const MailRecord& mail : s.inner->mail(a, u)) erased[mail.intent.to.key()].push_back(mail);
    });
    s.after(&Calls::mail_to, [&](Mails& mails, const EmailAddress& to, Instant) {
        const Mails& kept = erased[to.key()];
        mails.insert(mails.end(), kept.begin(), kept.end());
    });
}

}  // namespace

std::vector<PlantedFault> faults_of_bounces() {
    constexpr auto bounce_mail = &Calls::bounce_mail;
    return {
        {"takes no report of a queued mail", ignores_reports({Delivery::queued})},
        {"takes no report of a deferred mail", ignores_reports({Delivery::deferred})},
        {"takes no report of a mail given up", ignores_reports({Delivery::failed, Delivery::dropped})},
        {"lets a mail that came back be settled", instead(&Calls::settle_mail, let_the_holder_settle)},
        {"takes no report of a mail that is held", wait_for_the_holder},
        {"keeps the latest report", keep_the_latest_report},
        {"knows no mail that is bounced already", instead(bounce_mail, know_no_bounced_mail)},
        {"takes every report for the newest mail's", before(bounce_mail, bounce_the_newest)},
        {"knows every mail that is reported", after(bounce_mail, [](bool& known) { known = true; })},
        {"forgets the account in bounce_mail", after(bounce_mail, bounce_in_another_account)},
        {"keeps no detail of a report", before(bounce_mail, keep_no_detail)},
        {"keeps the time before a report", before(bounce_mail, keep_the_old_time)},
        {"takes no report of a tombstone's mail", instead(bounce_mail, bounce_for_the_living)},
        {"finds the emails to an address in one account", overlooks(is_elsewhere)},
        {"finds the emails to an address in one spelling", overlooks(is_spelt_otherwise)},
        {"overlooks an email queued at the very instant", overlooks(is_at_that_instant)},
        {"finds the emails to an address for its holder only", overlooks(is_anothers_now)},
        {"overlooks a link by hand to an address", overlooks(is_by_hand)},
        {"returns the emails to an address earliest first", after(&Calls::mail_to, earliest_first)},
        {"returns the emails to an address account by account", after(&Calls::mail_to, one_account_after_another)},
        {"finds every email to an address, however old", before(&Calls::mail_to, since_ever)},
        {"finds emails by an address that is erased", remember_erased_addresses},
    };
}

}  // namespace beckon::testing
