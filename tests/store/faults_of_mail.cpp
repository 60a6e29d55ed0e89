// SPDX-License-Identifier: MIT
#include <algorithm>
#include <map>

#include "tests/store/planted_faults.hpp"

namespace beckon::testing {

namespace {

using Claims = std::vector<ClaimedMail>;

/// Changes what is shown of emails.
Fault shows_mails(void (*change)(MailRecord&)) {
    return after(&Calls::mail, [=](std::vector<MailRecord>& mails) {
        for (auto& each : mails) change(each);
    });
}

/// Changes what is shown of links that were given by hand.
Fault shows_by_hand(void (*change)(MailRecord&)) {
    return after(&Calls::mail, [=](std::vector<MailRecord>& mails) {
        for (auto& each : mails) {
            if (each.intent.by_hand) change(each);
        }
    });
}

void hand_out_links_by_hand(Calls& s, Claims& claimed, Instant n, Duration l, std::size_t) {
    for (const auto& each : history(*s.inner, acme())) {
        for (const auto& mail : s.inner->mail(acme(), each.event.user)) {
            if (mail.intent.by_hand) claimed.push_back({.mail = mail, .fence = 1, .lease_ends = n + l});
        }
    }
}

bool bounce_links_by_hand(Calls& s, const AccountId& a, const UserId& u, std::int64_t r, Instant at,
                          std::string_view why) {
    for (const auto& mail : s.inner->mail(a, u)) {
        if (mail.intent.revision == r && mail.intent.by_hand) return true;
    }
    return s.inner->bounce_mail(a, u, r, at, why);
}

void end_leases_early(Calls& s) {
    s.before(&Calls::claim_mail, [](Instant&, Duration& l, std::size_t&) { l -= tick; });
    s.after(&Calls::claim_mail, [](Claims& claimed) {
        for (auto& each : claimed) each.lease_ends += tick;
    });
}

void end_leases_late(Calls& s) {
    s.before(&Calls::claim_mail, [](Instant&, Duration& l, std::size_t&) { l += tick; });
    s.after(&Calls::claim_mail, [](Claims& claimed) {
        for (auto& each : claimed) each.lease_ends -= tick;
    });
}

void wait_for_a_clock_set_back(Calls& s) {
    auto& latest = s.keep<std::optional<Instant>>();
    s.instead(&Calls::claim_mail, [&](Instant n, Duration l, std::size_t m) {
        if (latest && n < *latest) return Claims{};
        latest = n;
        return s.inner->claim_mail(n, l, m);
    });
}

void claim_nothing_queued_later(Claims& claimed, Instant n, Duration, std::size_t) {
    std::erase_if(claimed, [&](const auto& each) { return each.mail.intent.queued_at > n; });
}

bool is_waiting(Store& store, const AccountId& account, Instant now) {
    for (const auto& each : history(store, account)) {
        for (const auto& mail : store.mail(account, each.event.user)) {
            if (mail.delivery == Delivery::deferred && mail.next_attempt_at > now) return true;
        }
    }
    return false;
}

void let_a_deferred_mail_block_the_rest(Calls& s, Claims& claimed, Instant n, Duration, std::size_t) {
    if (is_waiting(*s.inner, acme(), n) || is_waiting(*s.inner, globex(), n)) claimed.clear();
}

void forget_lapses(MailRecord& mail) { mail.lapses = 0; }

void count_lapses_as_unknown_too(MailRecord& mail) { mail.unknown += mail.lapses; }

void count_lapses_as_attempts_too(MailRecord& mail) { mail.attempts += mail.lapses; }

/// Hands out records not quite as they are.
Fault hands_out(void (*change)(MailRecord&)) {
    return after(&Calls::claim_mail, [=](Claims& claimed) {
        for (auto& each : claimed) change(each.mail);
    });
}

/// Settles by the latest claim of the mail, whichever is shown.
void ignore_the_fence(Calls& s) {
    auto& fences = s.keep<std::map<UserId, std::int64_t>>();
    s.after(&Calls::claim_mail, [&](Claims& claimed) {
        for (const auto& each : claimed) fences[each.mail.intent.user] = each.fence;
    });
    s.before(&Calls::settle_mail, [&](ClaimedMail& c) {
        if (const auto fence = fences.find(c.mail.intent.user); fence != fences.end()) c.fence = fence->second;
    });
}

SettleResult refuse_late_settlements(Calls& s, const ClaimedMail& c, const Settlement& settlement) {
    return settlement.at > c.lease_ends ? SettleResult::not_held : s.inner->settle_mail(c, settlement);
}

void settle_the_newest(Calls& s, ClaimedMail& c, Settlement&) {
    const auto mails = s.inner->mail(c.mail.intent.account, c.mail.intent.user);
    if (!mails.empty()) c.mail.intent.revision = mails.front().intent.revision;
}

/// Keeps settlements not quite as they are told.
Fault settles(void (*change)(Settlement&)) {
    return before(&Calls::settle_mail, [=](ClaimedMail&, Settlement& settlement) { change(settlement); });
}

void try_again_late(Settlement& settlement) {
    auto& next = settlement.next_attempt_at;
    if (next && *next < Instant(boost::posix_time::max_date_time)) *next += tick;
}

}  // namespace

std::vector<PlantedFault> faults_of_mail() {
    constexpr auto claim_mail = &Calls::claim_mail;
    constexpr auto settle_mail = &Calls::settle_mail;
    return {
        {"gives the oldest mail first",
         after(&Calls::mail, [](auto& mails) { std::reverse(mails.begin(), mails.end()); })},
        {"queues links by hand as mails", before(&Calls::commit,
                                                 [](Commit& c) {
                                                     if (c.mail) c.mail->by_hand = false;
                                                 })},
        {"keeps no links by hand", before(&Calls::commit,
                                          [](Commit& c) {
                                              if (c.mail && c.mail->by_hand) c.mail.reset();
                                          })},
        {"hands out links by hand", after(claim_mail, hand_out_links_by_hand)},
        {"lets links by hand come back", instead(&Calls::bounce_mail, bounce_links_by_hand)},
        {"settles no link by hand", shows_by_hand([](MailRecord& mail) { mail.settled_at.reset(); })},
        {"forgets that a link was given by hand", shows_by_hand([](MailRecord& mail) { mail.intent.by_hand = false; })},
        {"ends leases a microsecond early", end_leases_early},
        {"ends leases a microsecond late", end_leases_late},
        {"grants no lease of more than five minutes",
         before(claim_mail, [](Instant&, Duration& l, std::size_t&) { l = std::min<Duration>(l, minutes(5)); })},
        {"hands nothing out while the clock is behind", wait_for_a_clock_set_back},
        {"hands out nothing queued after now", after(claim_mail, claim_nothing_queued_later)},
        {"hands out more than asked for",
         before(claim_mail, [](Instant&, Duration&, std::size_t& limit) { limit = 1000; })},
        {"hands out the newest first",
         after(claim_mail, [](auto& claimed) { std::reverse(claimed.begin(), claimed.end()); })},
        {"holds nothing", before(claim_mail, [](Instant&, Duration& l, std::size_t&) { l = Duration(); })},
        {"lets a waiting mail block the others", after(claim_mail, let_a_deferred_mail_block_the_rest)},
        {"hands out records without their lapses", hands_out(forget_lapses)},
        {"keeps records without their lapses", shows_mails(forget_lapses)},
        {"counts lapses as unknown outcomes, too", hands_out(count_lapses_as_unknown_too)},
        {"counts lapses as attempts, too", hands_out(count_lapses_as_attempts_too)},
        {"ignores the fence", ignore_the_fence},
        {"says settled whatever happens",
         after(settle_mail, [](SettleResult& result) { result = SettleResult::settled; })},
        {"refuses late settlements", instead(settle_mail, refuse_late_settlements)},
        {"settles the newest mail of the user", before(settle_mail, settle_the_newest)},
        {"counts attempts that do not count", settles([](Settlement& told) { told.counts = true; })},
        {"forgets unknown outcomes", settles([](Settlement& told) { told.unknown = false; })},
        {"forgets refusals", settles([](Settlement& told) { told.refused = false; })},
        {"counts refusals as attempts", settles([](Settlement& told) { told.counts = told.counts || told.refused; })},
        {"takes the latest refusal for the first", shows_mails([](MailRecord& mail) {
             if (mail.refusals > 0) mail.refused_since = mail.settled_at;
         })},
        {"forgets why an email failed", settles([](Settlement& told) { told.cause.reset(); })},
        {"takes an unconfirmed email for a failed one", settles([](Settlement& told) {
             if (told.delivery == Delivery::unconfirmed) told.delivery = Delivery::failed;
         })},
        {"forgets the next attempt's time", settles([](Settlement& told) { told.next_attempt_at.reset(); })},
        {"makes deferred mails due a microsecond late", settles(try_again_late)},
        {"cuts details at 255 octets", settles([](Settlement& told) { told.detail = told.detail.substr(0, 255); })},
    };
}

}  // namespace beckon::testing
