// SPDX-License-Identifier: MIT
#include "testing/contract_checks.hpp"
#include "testing/story.hpp"

namespace beckon::testing {

namespace {

void newest_first(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    require(store->mail(acme(), user_number(1)).empty(), "a user who never existed has no emails");
    std::vector<MailRecord> expected;
    const auto told = [&](const Commit& commit) {
        expected.insert(expected.begin(), first_record(commit.mail.value()));
        return tell(*store, commit);
    };
    User ann = told(to_invite(1, "Ann@example.com", noon()));
    tell(*store, to_invite(2, "b@example.com", noon(tick)));
    ann = told(to_do(ann, Resend{}, noon(minutes(1))));
    ann = tell(*store, to_do(ann, CopyLink{}, noon(minutes(2))));
    ann = told(to_do(ann, CorrectEmail{address("Ann.B@example.com")}, noon(minutes(3))));
    ann = told(to_do(ann, Resend{}, noon(-hours(1))));  // The clock was set back.
    for (std::int64_t n = 0; n < 10; ++n) ann = told(to_do(ann, Resend{}, noon(minutes(4))));
    ann = told(to_do(ann, Resend{by_hand}, noon(minutes(4))));
    ann = told(to_do(ann, CorrectEmail{ann.email, by_hand}, noon(-hours(1))));
    ann = told(to_do(ann, Resend{}, noon(minutes(4))));
    tell(*store, to_do(ann, Cancel{}, noon(minutes(5))));
    require(store->mail(acme(), ann.id) == expected, "`mail` returns a user's emails as queued, newest first");
}

void last_mail_by_address(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const auto last = [&](const char* text) { return last_mail_at(*store, acme(), address(text)); };
    const auto sent = [&](const Commit& commit) {
        User user = tell(*store, commit);
        send_all(*store, commit.event.at);
        return user;
    };
    const std::string_view sentence = "a look tells when an email to the address was last queued";
    require(!last("ann@example.com"), "no email was queued to an unknown address");
    User ann = sent(to_invite(1, "ann@example.com", noon()));
    require(last("ann@example.com") == noon(), sentence);
    require(last("ANN@Example.COM") == noon(), "a look takes an address in any letter case");
    ann = sent(to_do(ann, Resend{}, noon(minutes(5))));
    require(last("ann@example.com") == noon(minutes(5)), sentence);
    ann = tell(*store, to_do(ann, CopyLink{}, noon(minutes(6))));
    require(last("ann@example.com") == noon(minutes(5)), "a commit without an email queues none");
    ann = sent(to_do(ann, CorrectEmail{address("b@example.com")}, noon(minutes(7))));
    require(last("ann@example.com") == noon(minutes(5)), "an email to a corrected address goes to no other");
    require(last("b@example.com") == noon(minutes(7)), "an email to a corrected address goes to no other");
    tell(*store, to_do(ann, Cancel{}, noon(minutes(8))));
    sent(to_invite(2, "Ann@example.com", noon(minutes(9))));
    require(last("ann@example.com") == noon(minutes(9)),
            "the last email is the last one to the address, no matter who has the address");
    require(last("b@example.com") == noon(minutes(7)), "the emails of a tombstone count");
    tell(*store, to_adopt(3, "c@example.com", noon()));
    require(!last("c@example.com"), "an adopted user got no email");
}

void waiting_mail_counts_while_true(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const auto last = [&] { return last_mail_at(*store, acme(), address("ann@example.com")); };
    const std::string_view sentence = "a waiting email counts while it is the newest of an invited user";
    User ann = tell(*store, to_invite(1, "ann@example.com", noon()));
    require(last() == noon(), sentence);
    ann = tell(*store, to_do(ann, Resend{}, noon(minutes(1))));
    require(last() == noon(minutes(1)), sentence);
    tell(*store, to_do(ann, Cancel{}, noon(minutes(2))));
    require(!last(), "a waiting email no longer counts after its invitation is cancelled");
    ann = tell(*store, to_invite(2, "ann@example.com", noon(minutes(3))));
    ann = tell(*store, to_do(ann, CorrectEmail{address("b@example.com")}, noon(minutes(4))));
    require(!last(), "a waiting email no longer counts after a newer one is queued to another address");
    ann = tell(*store, to_do(ann, CorrectEmail{address("ann@example.com")}, noon(minutes(5))));
    tell(*store, to_do(ann, Accept{}, noon(minutes(6))));
    require(!last(), "a waiting email no longer counts after its invitation is accepted");
}

/// What became of an email decides whether it counts after its invitation was cancelled.
void what_became_of_a_mail_counts(const StoreUnderTest& mine) {
    struct Case {
        Settlement settlement;
        bool counts;
    };
    const Instant at = noon(minutes(1));
    const std::vector<Case> cases{
        {{.delivery = Delivery::sent, .at = at}, true},
        {{.delivery = Delivery::deferred, .at = at, .next_attempt_at = noon(hours(1))}, true},
        {{.delivery = Delivery::deferred, .at = at, .counts = false, .next_attempt_at = noon(hours(1))}, false},
        {{.delivery = Delivery::failed, .at = at}, false},
        {{.delivery = Delivery::failed, .at = at, .unknown = true}, true},
        {{.delivery = Delivery::unconfirmed, .at = at, .counts = false}, true},
        {{.delivery = Delivery::dropped, .at = at, .counts = false}, false}};
    for (const auto& [settlement, counts] : cases) {
        const auto store = mine.open_fresh();
        const User ann = tell(*store, to_invite(1, "ann@example.com", noon()));
        store->settle_mail(claim_one(*store, at), settlement);
        tell(*store, to_do(ann, Cancel{}, noon(minutes(2))));
        require_equal(last_mail_at(*store, acme(), ann.email).has_value(), counts,
                      "an email counts if it may have arrived or a server was asked to take it");
    }
    const auto store = mine.open_fresh();
    User ann = tell(*store, to_invite(1, "ann@example.com", noon()));
    const ClaimedMail claimed = claim_one(*store, at);
    ann = tell(*store, to_do(ann, Cancel{}, noon(minutes(2))));
    require(last_mail_at(*store, acme(), ann.email) == noon(), "an email counts while a worker holds it");
    store->settle_mail(claimed, {.delivery = Delivery::dropped, .at = at, .counts = false});
    require(!last_mail_at(*store, acme(), ann.email), "an email that was dropped unsent does not count");
    store->bounce_mail(acme(), ann.id, 1, at, "");
    require(last_mail_at(*store, acme(), ann.email) == noon(), "a bounced email counts");

    ann = tell(*store, to_invite(2, "b@example.com", noon()));
    claim_one(*store, noon());
    store->settle_mail(claim_one(*store, noon(lease)), {.delivery = Delivery::dropped, .at = at, .counts = false});
    require(last_mail_at(*store, acme(), ann.email) == noon(), "an email counts if a claim of it ran out unsettled");
}

void last_mail_after_clock_was_set_back(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const User ann = tell(*store, to_invite(1, "ann@example.com", noon(hours(1))));
    tell(*store, to_do(ann, Resend{}, noon()));
    require(last_mail_at(*store, acme(), ann.email) == noon(), "the last email is the one that was committed last");
}

void by_hand_is_no_email(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    User ann = tell(*store, to_invite(1, "ann@example.com", noon(), by_hand));
    const MailRecord record = store->mail(acme(), ann.id).at(0);
    require(record.intent.by_hand && record.delivery == Delivery::by_hand, "a link passed on by hand is kept as one");
    require(record.settled_at == noon(), "a link passed on by hand is settled at once");
    require(!last_mail_at(*store, acme(), ann.email), "a link passed on by hand is no email to the address");
    require(store->claim_mail(noon(hours(1)), lease, 10).empty(), "a link passed on by hand is not handed out to send");
    const ClaimedMail made_up{.mail = record, .fence = 0, .lease_ends = noon(hours(1))};
    require(store->settle_mail(made_up, {.delivery = Delivery::sent, .at = noon(tick)}) == SettleResult::not_held,
            "nobody can settle a link passed on by hand");
    require(!store->bounce_mail(acme(), ann.id, 1, noon(minutes(1)), "550"), "a link passed on by hand cannot bounce");
    require(store->mail(acme(), ann.id) == std::vector{record}, "a link passed on by hand stays unchanged");

    ann = tell(*store, to_do(ann, Resend{}, noon(minutes(2))));
    send_all(*store, noon(minutes(2)));
    ann = tell(*store, to_do(ann, Resend{by_hand}, noon(minutes(3))));
    require(last_mail_at(*store, acme(), ann.email) == noon(minutes(2)),
            "a link passed on by hand is no email to the address");
    ann = tell(*store, to_do(ann, Resend{}, noon(minutes(4))));
    ann = tell(*store, to_do(ann, Resend{by_hand}, noon(minutes(5))));
    require(last_mail_at(*store, acme(), ann.email) == noon(minutes(2)),
            "a waiting email no longer counts after a link was passed on by hand");
    require_equal(claim_one(*store, noon(minutes(6))).mail.intent.revision, 4, "only the email is handed out");
}

}  // namespace

std::vector<ContractCheck> mail_checks() {
    return {{"`mail` returns a user's emails, newest first", newest_first},
            {"a look tells when an email to the address was last queued", last_mail_by_address},
            {"a waiting email counts while it is the newest of an invited user", waiting_mail_counts_while_true},
            {"an email counts if it may have arrived or was tried", what_became_of_a_mail_counts},
            {"the last email is the one that was committed last", last_mail_after_clock_was_set_back},
            {"a link passed on by hand is kept next to the emails and is not one", by_hand_is_no_email}};
}

}  // namespace beckon::testing
