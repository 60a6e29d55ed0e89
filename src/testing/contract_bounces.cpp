// SPDX-License-Identifier: MIT
#include "testing/contract_checks.hpp"
#include "testing/story.hpp"

namespace beckon::testing {

namespace {

MailRecord newest_mail(Store& store, const UserId& user) {
    const auto mails = store.mail(acme(), user);
    require(!mails.empty(), "`mail` returns a user's emails");
    return mails.front();
}

/// The email is bounced as reported, and the rest of its record is unchanged.
void require_bounced(const MailRecord& mail, MailRecord before, Instant at, std::string_view detail) {
    const std::string_view sentence = "an email that came back is bounced, whatever its state before";
    require(mail.delivery == Delivery::bounced && mail.settled_at == at && mail.detail == detail, sentence);
    before.delivery = mail.delivery, before.settled_at = mail.settled_at, before.detail = mail.detail;
    before.next_attempt_at = mail.next_attempt_at;
    require(mail == before, "a bounce changes nothing else about an email");
}

void whatever_it_was(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    std::uint32_t number = 0;
    const auto bounced = [&](std::optional<Delivery> settled_as, bool held) {
        ++number;
        const User user = tell(*store, to_invite(number, "u" + std::to_string(number) + "@x.example", noon()));
        if (settled_as || held) {
            const auto claimed = store->claim_mail(noon(), lease, 10);
            require_equal(claimed.size(), 1, "a bounced email is not handed out again");
            const Settlement settlement{
                .delivery = settled_as.value_or(Delivery::deferred),
                .at = noon(tick),
                .unknown = true,
                .refused = true,
                .next_attempt_at = settled_as == Delivery::deferred ? std::optional(noon(minutes(1))) : std::nullopt,
                .cause = settled_as == Delivery::failed ? std::optional(FailureCause::refused) : std::nullopt,
                .detail = "as settled"};
            if (settled_as) store->settle_mail(claimed.front(), settlement);
        }
        const MailRecord before = newest_mail(*store, user.id);
        require(store->bounce_mail(acme(), user.id, 1, noon(minutes(2)), "550 5.1.1 nobody's"),
                "there is such an email");
        require_bounced(newest_mail(*store, user.id), before, noon(minutes(2)), "550 5.1.1 nobody's");
        require(store->claim_mail(noon(hours(9)), lease, 10).empty(), "a bounced email is not handed out again");
    };
    bounced(std::nullopt, false);
    bounced(std::nullopt, true);
    for (const Delivery each :
         {Delivery::sent, Delivery::deferred, Delivery::failed, Delivery::dropped, Delivery::unconfirmed}) {
        bounced(each, true);
    }
}

void holder_loses_it(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    tell(*store, to_invite(1, "a@example.com", noon()));
    const auto claimed = store->claim_mail(noon(), lease, 10);
    require_equal(claimed.size(), 1, "one email is due");
    require(store->bounce_mail(acme(), user_number(1), 1, noon(tick), "came back"), "there is such an email");
    const MailRecord mail = newest_mail(*store, user_number(1));
    for (const Delivery each : {Delivery::sent, Delivery::deferred}) {
        require(store->settle_mail(claimed.front(), {.delivery = each, .at = noon(tick * 2)}) == SettleResult::not_held,
                "the holder of a bounced email cannot settle it");
    }
    require(newest_mail(*store, user_number(1)) == mail, "a settlement that no longer holds the email changes nothing");
    require(store->claim_mail(noon(lease), lease, 10).empty(), "a bounced email is not handed out again");
}

void first_report_stays(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    tell(*store, to_invite(1, "a@example.com", noon()));
    require(store->bounce_mail(acme(), user_number(1), 1, noon(minutes(1)), "first"), "there is such an email");
    const MailRecord mail = newest_mail(*store, user_number(1));
    require(store->bounce_mail(acme(), user_number(1), 1, noon(minutes(2)), "second"), "there is such an email");
    require(store->bounce_mail(acme(), user_number(1), 1, noon(), ""), "there is such an email");
    require(newest_mail(*store, user_number(1)) == mail, "an email that has already bounced stays as it is");
}

void that_mail_alone(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    User ann = tell(*store, to_invite(1, "a@example.com", noon()));
    ann = tell(*store, to_do(ann, CopyLink{}, noon(minutes(1))));
    ann = tell(*store, to_do(ann, Resend{}, noon(minutes(2))));
    tell(*store, to_invite(2, "b@example.com", noon()));
    tell(*store, to_invite(1, "a@example.com", noon(), {"Member"}, globex()));
    tell(*store, to_invite(5, "c@example.com", noon(), {"Member"}, globex()));
    const auto none_such = [&](const AccountId& account, std::uint32_t user, std::int64_t revision) {
        const View here = view_of(*store, acme(), noon());
        const View there = view_of(*store, globex(), noon());
        require(!store->bounce_mail(account, user_number(user), revision, noon(), "x"), "there is no such email");
        require(view_of(*store, acme(), noon()) == here && view_of(*store, globex(), noon()) == there,
                "a report on an unknown email changes nothing");
    };
    none_such(acme(), 1, 2);  // Which copied the link.
    none_such(acme(), 1, 4);
    none_such(acme(), 1, 0);
    none_such(acme(), 3, 1);
    none_such(acme(), 5, 1);  // Of the other account.
    none_such(globex(), 2, 1);
    none_such(globex(), 1, 3);
    none_such(AccountId::parse("nobody").value(), 1, 1);

    const View there = view_of(*store, globex(), noon());
    const auto before = store->mail(acme(), ann.id);
    require(store->bounce_mail(acme(), ann.id, 1, noon(minutes(3)), "x"), "there is such an email");
    const auto mails = store->mail(acme(), ann.id);
    require(mails.size() == 2 && mails[0] == before[0], "a bounce of one email says nothing about another");
    require_bounced(mails[1], before[1], noon(minutes(3)), "x");
    require(newest_mail(*store, user_number(2)).delivery == Delivery::queued,
            "a bounce of one email says nothing about another");
    require(view_of(*store, globex(), noon()) == there, "a bounce in one account concerns no other account");
    require_equal(store->claim_mail(noon(minutes(4)), lease, 10).size(), 4, "the other emails are handed out");
    require_equal(all_events(*store, acme()).size(), 4, "a bounce is not an event");
    tell(*store, to_do(ann, Cancel{}, noon(minutes(5))));
    require(store->bounce_mail(acme(), ann.id, 3, noon(minutes(6)), "y"), "a tombstone's email may bounce");
    require(newest_mail(*store, ann.id).delivery == Delivery::bounced, "a tombstone's email may bounce");
}

void reports_survive(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    std::string longest;
    while (longest.size() < 500) longest += "\U0001F4A5";
    std::uint32_t number = 0;
    for (const std::string& detail : Labels{"", "550 5.1.1 <o'neill@x.example>: \"no such user\"", "100% \\ _",
                                            "\u0645\u0645\u062A\u0644\u0626", longest}) {
        for (const int year : {1400, 1969, 2262, 9999}) {
            const Instant at(boost::gregorian::date(static_cast<unsigned short>(year), 12, 31), hours(24) - tick);
            ++number;
            tell(*store, to_invite(number, "u" + std::to_string(number) + "@x.example", noon()));
            require(store->bounce_mail(acme(), user_number(number), 1, at, detail), "there is such an email");
            const MailRecord mail = newest_mail(*store, user_number(number));
            require(mail.detail == detail, "the detail of a bounce is kept octet by octet");
            require(mail.settled_at == at, "the time of a bounce is kept to the microsecond");
        }
    }
}

/// Three emails and a link by hand to one address, from two accounts.
void by_address(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const EmailAddress ann_s = address("aNN@example.com");
    User ann = tell(*store, to_invite(1, "Ann@example.com", noon()));
    const User there = tell(*store, to_invite(7, "ann@Example.com", noon(minutes(1)), {"Member"}, globex()));
    ann = tell(*store, to_do(ann, Resend{}, noon(minutes(2))));
    ann = tell(*store, to_do(ann, Resend{by_hand}, noon(minutes(3))));
    ann = tell(*store, to_do(ann, CorrectEmail{address("bob@example.com")}, noon(minutes(4))));
    const User gone = tell(*store, to_do(there, Cancel{}, noon(minutes(5))));
    send_all(*store, noon(minutes(6)));

    const auto own = store->mail(acme(), ann.id);
    const auto other = store->mail(globex(), there.id);
    require(own.size() == 4 && other.size() == 1, "`mail` returns a user's emails");
    const std::vector<MailRecord> all{own[1], own[2], other[0], own[3]};
    require(store->mail_to(ann_s, noon()) == all,
            "the emails to an address are found in every account, those queued latest first");
    require(store->mail_to(address("bob@example.com"), noon(-hours(1))) == std::vector{own[0]},
            "the emails to an address are those that were sent to it, whoever has it now");
    require(store->mail_to(ann_s, noon(minutes(2))) == std::vector(all.begin(), all.begin() + 2),
            "an email queued at `since` is found, an earlier one is not");
    require(store->mail_to(ann_s, noon(minutes(3) + tick)).empty(),
            "an email queued at `since` is found, an earlier one is not");
    require(store->mail_to(address("nn@example.com"), noon()).empty(), "no email was sent to another address");
    require(store->erase(globex(), gone.id), "a tombstone can be erased");
    require(store->mail_to(ann_s, noon()) == std::vector{own[1], own[2], own[3]},
            "the emails of an erased user are no longer found by their address");
}

}  // namespace

std::vector<ContractCheck> bounce_checks() {
    return {{"an email that came back is bounced in whatever state it was", whatever_it_was},
            {"the holder of a bounced email cannot settle it", holder_loses_it},
            {"an email that has already bounced stays as it is", first_report_stays},
            {"a bounce of one email says nothing about another", that_mail_alone},
            {"the report of a bounce is kept as received", reports_survive},
            {"the emails to an address are found in every account", by_address}};
}

}  // namespace beckon::testing
