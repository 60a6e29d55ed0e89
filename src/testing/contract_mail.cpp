// SPDX-License-Identifier: MIT
#include "testing/contract_checks.hpp"
#include "testing/story.hpp"

namespace beckon::testing {

namespace {

void newest_first(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    require(store->mail(acme(), user_number(1)).empty(), "who never was has no mails");
    std::vector<MailRecord> expected;
    const auto told = [&](const Commit& commit) {
        expected.insert(expected.begin(), MailRecord{.intent = commit.mail.value()});
        return tell(*store, commit);
    };
    User ann = told(to_invite(1, "Ann@example.com", noon()));
    tell(*store, to_invite(2, "b@example.com", noon(tick)));
    ann = told(to_do(ann, Resend{}, noon(minutes(1))));
    ann = tell(*store, to_do(ann, CopyLink{}, noon(minutes(2))));
    ann = told(to_do(ann, CorrectEmail{address("Ann.B@example.com")}, noon(minutes(3))));
    ann = told(to_do(ann, Resend{}, noon(-hours(1))));  // The clock was set back.
    for (std::int64_t n = 0; n < 10; ++n) ann = told(to_do(ann, Resend{}, noon(minutes(4))));
    tell(*store, to_do(ann, Cancel{}, noon(minutes(5))));
    require(store->mail(acme(), ann.id) == expected, "mail gives a user's mails as queued, the newest first");
}

void last_mail_by_address(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const auto last = [&](const char* text) { return last_mail_at(*store, acme(), address(text)); };
    const std::string_view sentence = "a look tells when a mail to the address was last queued";
    require(!last("ann@example.com"), "no mail was queued to an address of which nobody has heard");
    User ann = tell(*store, to_invite(1, "ann@example.com", noon()));
    require(last("ann@example.com") == noon(), sentence);
    require(last("ANN@Example.COM") == noon(), "a look takes an address in any letter case");
    ann = tell(*store, to_do(ann, Resend{}, noon(minutes(5))));
    require(last("ann@example.com") == noon(minutes(5)), sentence);
    ann = tell(*store, to_do(ann, CopyLink{}, noon(minutes(6))));
    require(last("ann@example.com") == noon(minutes(5)), "a commit without a mail queues none");
    ann = tell(*store, to_do(ann, CorrectEmail{address("b@example.com")}, noon(minutes(7))));
    require(last("ann@example.com") == noon(minutes(5)), "a mail to a corrected address goes to no other");
    require(last("b@example.com") == noon(minutes(7)), "a mail to a corrected address goes to no other");
    tell(*store, to_do(ann, Cancel{}, noon(minutes(8))));
    tell(*store, to_invite(2, "Ann@example.com", noon(minutes(9))));
    require(last("ann@example.com") == noon(minutes(9)), "the last mail is that to the address, whoever has it");
    require(last("b@example.com") == noon(minutes(7)), "the mails of a tombstone count");
    tell(*store, to_adopt(3, "c@example.com", noon()));
    require(!last("c@example.com"), "an adopted user got no mail");
}

void last_mail_whatever_became_of_it(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    User ann = tell(*store, to_invite(1, "ann@example.com", noon()));
    ann = tell(*store, to_do(ann, Resend{}, noon(minutes(5))));
    for (const Delivery delivery : {Delivery::deferred, Delivery::dropped, Delivery::failed, Delivery::sent}) {
        ann = tell(*store, to_do(ann, Resend{}, ann.created_at + hours(ann.revision)));
        const Instant queued_at = std::get<Invited>(ann.state).sent_at;
        for (const auto& claimed : store->claim_mail(noon(hours(100)), minutes(1), 10)) {
            store->settle_mail(claimed, {.delivery = delivery, .at = noon(hours(100))});
        }
        require(last_mail_at(*store, acme(), ann.email) == queued_at, "the last mail counts whatever became of it");
    }
}

void last_mail_after_clock_was_set_back(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const User ann = tell(*store, to_invite(1, "ann@example.com", noon(hours(1))));
    tell(*store, to_do(ann, Resend{}, noon()));
    require(last_mail_at(*store, acme(), ann.email) == noon(), "the last mail is the one that was committed last");
}

}  // namespace

std::vector<ContractCheck> mail_checks() {
    return {{"mail gives a user's mails, the newest first", newest_first},
            {"a look tells when a mail to the address was last queued", last_mail_by_address},
            {"the last mail counts whatever became of it", last_mail_whatever_became_of_it},
            {"the last mail is the one that was committed last", last_mail_after_clock_was_set_back}};
}

}  // namespace beckon::testing
