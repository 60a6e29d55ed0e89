// SPDX-License-Identifier: MIT
#include <array>

#include "testing/contract_checks.hpp"
#include "testing/story.hpp"

namespace beckon::testing {

namespace {

constexpr std::array settled_as{Delivery::sent, Delivery::deferred, Delivery::failed, Delivery::dropped,
                                Delivery::unconfirmed};

MailRecord only_mail(Store& store, std::uint32_t number = 1, const AccountId& account = acme()) {
    const auto mails = store.mail(account, user_number(number));
    require_equal(mails.size(), 1, "the user has one email");
    return mails.front();
}

void require_settled(Store& store, const ClaimedMail& claimed, const Settlement& settlement,
                     std::string_view sentence) {
    require(store.settle_mail(claimed, settlement) == SettleResult::settled, sentence);
}

/// Requires that the store does not let this claim settle, and that the email stays as it was.
void require_not_held(Store& store, const ClaimedMail& claimed, std::string_view sentence) {
    const MailIntent& intent = claimed.mail.intent;
    const auto before = store.mail(intent.account, intent.user);
    for (const Delivery delivery : settled_as) {
        const Settlement settlement{.delivery = delivery,
                                    .at = noon(hours(99)),
                                    .unknown = true,
                                    .refused = true,
                                    .cause = FailureCause::refused,
                                    .detail = "stale"};
        require(store.settle_mail(claimed, settlement) == SettleResult::not_held, sentence);
    }
    require(store.mail(intent.account, intent.user) == before,
            "a settlement that no longer holds the email changes nothing");
}

void every_outcome_is_recorded(const StoreUnderTest& mine) {
    for (const Delivery delivery : settled_as) {
        for (const bool counts : {true, false}) {
            for (const bool unknown : {true, false}) {
                const auto store = mine.open_fresh();
                const Commit commit = to_invite(1, "a@example.com", noon());
                tell(*store, commit);
                const bool deferred = delivery == Delivery::deferred;
                const auto next = deferred ? std::optional(noon(hours(1))) : std::nullopt;
                const Settlement settlement{.delivery = delivery,
                                            .at = noon(minutes(1)),
                                            .counts = counts,
                                            .unknown = unknown,
                                            .next_attempt_at = next,
                                            .detail = "250 2.0.0 Ok: queued"};
                require_settled(*store, claim_one(*store, noon()), settlement, "the holder of an email settles it");
                const MailRecord expected{.intent = *commit.mail,
                                          .delivery = delivery,
                                          .attempts = counts ? 1U : 0U,
                                          .unknown = unknown ? 1U : 0U,
                                          .lapses = 0,
                                          .next_attempt_at = next,
                                          .settled_at = noon(minutes(1)),
                                          .detail = "250 2.0.0 Ok: queued"};
                require(only_mail(*store) == expected, "a settlement records what became of the email");
                const auto again = store->claim_mail(noon(hours(9000)), lease, 10);
                require_equal(again.size(), deferred ? 1U : 0U,
                              "a deferred email is handed out again, and no other is");
                if (deferred) require(again.front().mail == expected, "a claim hands out the record as settled");
            }
        }
    }
}

void settled_again_and_again(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    tell(*store, to_invite(1, "a@example.com", noon()));
    const auto defer = [&](int minute, bool counts, bool unknown, std::string detail) {
        const auto claimed = claim_one(*store, noon(minutes(minute)));
        require_settled(*store, claimed,
                        {.delivery = Delivery::deferred,
                         .at = noon(minutes(minute)),
                         .counts = counts,
                         .unknown = unknown,
                         .next_attempt_at = noon(),
                         .detail = std::move(detail)},
                        "a deferred email can be claimed and settled again");
    };
    defer(1, true, true, "no answer");
    defer(2, false, false, "could not connect");
    defer(3, true, false, "");
    const MailRecord record = only_mail(*store);
    require_equal(record.attempts, 2U, "attempts counts the settlements that count");
    require_equal(record.unknown, 1U, "unknown counts the settlements that are unknown");
    require(record.detail.empty() && record.settled_at == noon(minutes(3)), "a settlement replaces the previous one");
    require_settled(*store, claim_one(*store, noon(minutes(4))), {.delivery = Delivery::sent, .at = noon(minutes(4))},
                    "an email that was deferred can be sent");
    require(!only_mail(*store).next_attempt_at, "an email in a final state has no next attempt");
}

void refusals_are_counted(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    tell(*store, to_invite(1, "a@example.com", noon()));
    const auto settled = [&](int minute, bool refused) {
        const Instant at = noon(minutes(minute));
        require_settled(*store, claim_one(*store, at),
                        {.delivery = Delivery::deferred, .at = at, .counts = false, .refused = refused},
                        "a deferred email can be claimed and settled again");
        return only_mail(*store);
    };
    require(!settled(1, false).refused_since, "an email that was not refused has no first refusal");
    require(settled(2, true).refused_since == noon(minutes(2)), "`refused_since` is the time of the first refusal");
    const MailRecord refused = settled(3, true);
    require_equal(refused.refusals, 2U, "refusals counts the settlements that are refused");
    require_equal(refused.attempts, 0U, "attempts counts the settlements that count");
    require(refused.refused_since == noon(minutes(2)), "`refused_since` is the time of the first refusal");
    const MailRecord after = settled(4, false);
    require(after.refusals == 2 && after.refused_since == noon(minutes(2)),
            "a settlement that is not refused leaves the refusals as they are");
}

void causes_are_kept(const StoreUnderTest& mine) {
    for (const FailureCause cause : all_values<FailureCause>()) {
        const auto store = mine.open_fresh();
        tell(*store, to_invite(1, "a@example.com", noon()));
        require_settled(*store, claim_one(*store, noon()), {.delivery = Delivery::failed, .at = noon(), .cause = cause},
                        "the holder of an email settles it");
        require(only_mail(*store).cause == cause, "the cause of a failure is kept");
    }
}

void once_only(const StoreUnderTest& mine) {
    for (const Delivery delivery : settled_as) {
        const auto store = mine.open_fresh();
        tell(*store, to_invite(1, "a@example.com", noon()));
        const auto claimed = claim_one(*store, noon());
        require_settled(*store, claimed, {.delivery = delivery, .at = noon()}, "the holder of an email settles it");
        require_not_held(*store, claimed, "a claim settles its email only once");
    }
}

void latest_claim_only(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    tell(*store, to_invite(1, "a@example.com", noon()));
    const auto first = claim_one(*store, noon());
    const auto second = claim_one(*store, noon(lease));
    const auto third = claim_one(*store, noon(lease * 2));
    require(first.fence != second.fence && second.fence != third.fence && first.fence != third.fence,
            "every claim of an email has a fence of its own");
    require_not_held(*store, first, "a claim cannot settle an email that has been claimed since");
    require_not_held(*store, second, "a claim cannot settle an email that has been claimed since");
    require_settled(*store, third, {.delivery = Delivery::deferred, .at = noon(lease * 2)}, "the latest claim settles");
    require_not_held(*store, first, "a stale claim cannot settle after the latest has");
    require_not_held(*store, second, "a stale claim cannot settle after the latest has");
    const auto fourth = claim_one(*store, noon(lease * 2));
    require_not_held(*store, third, "a claim that was settled cannot settle a later one's email");
    ClaimedMail forged = fourth;
    forged.fence += 1;
    require_not_held(*store, forged, "a fence that was never issued settles nothing");
    require_settled(*store, fourth, {.delivery = Delivery::sent, .at = noon(lease * 2)}, "the latest claim settles");
}

void late_but_unchallenged(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    tell(*store, to_invite(1, "a@example.com", noon()));
    const auto claimed = claim_one(*store, noon());
    require_settled(*store, claimed, {.delivery = Delivery::sent, .at = noon(hours(9))},
                    "a claim may settle after its lease has ended, as long as nobody has claimed the email since");
    require_equal(only_mail(*store).lapses, 0U, "a claim that was settled late has not run out unsettled");
    require_equal(only_mail(*store).attempts, 1U, "a claim that was settled late counts once");
    require(store->claim_mail(noon(hours(10)), lease, 10).empty(), "what was settled late is settled");
}

void each_mail_by_itself(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const User ann = tell(*store, to_invite(1, "a@example.com", noon()));
    tell(*store, to_do(ann, Resend{}, noon(seconds(1))));
    tell(*store, to_invite(1, "a@example.com", noon(seconds(2)), {"Member"}, globex()));
    const auto claimed = store->claim_mail(noon(minutes(1)), lease, 10);
    require_equal(claimed.size(), 3, "three emails are due");
    require_settled(*store, claimed[1],
                    {.delivery = Delivery::failed, .at = noon(minutes(1)), .detail = "550 no such user"},
                    "an email is settled by itself");
    const auto mails = store->mail(acme(), ann.id);
    require(mails.size() == 2 && mails[0].delivery == Delivery::failed && mails[1].delivery == Delivery::queued,
            "settling an email changes no other of the same user");
    require(only_mail(*store, 1, globex()).delivery == Delivery::queued,
            "settling an email changes no other account's");
    require_settled(*store, claimed[2], {.delivery = Delivery::sent, .at = noon(minutes(1))},
                    "an email is settled by itself");
    require(store->mail(acme(), ann.id) == mails, "settling an email changes no other account's");
    require_settled(*store, claimed[0], {.delivery = Delivery::dropped, .at = noon(minutes(1))},
                    "an email is settled by itself");
}

void claim_of_nothing(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const User ann = tell(*store, to_invite(1, "a@example.com", noon()));
    const ClaimedMail real = claim_one(*store, noon());
    const auto refused = [&](auto alter) {
        ClaimedMail altered = real;
        alter(altered.mail.intent);
        require_not_held(*store, altered, "an email that was never queued cannot be settled");
    };
    refused([](MailIntent& intent) { intent.user = user_number(2); });
    refused([](MailIntent& intent) { intent.revision += 1; });
    refused([](MailIntent& intent) { intent.account = globex(); });
    require_settled(*store, real, {.delivery = Delivery::sent, .at = noon()}, "the holder of an email settles it");
    const User resent = tell(*store, to_do(ann, Resend{}, noon(minutes(1))));
    const auto mails = store->mail(acme(), resent.id);
    ClaimedMail unclaimed{.mail = mails.at(0), .fence = 0, .lease_ends = noon(hours(1))};
    for (unclaimed.fence = -1; unclaimed.fence < 3; ++unclaimed.fence) {
        require_not_held(*store, unclaimed, "an email that nobody has claimed cannot be settled");
    }
}

}  // namespace

std::vector<ContractCheck> settlement_checks() {
    return {{"a settlement records what became of the email", every_outcome_is_recorded},
            {"a deferred email is claimed and settled again", settled_again_and_again},
            {"the refusals of an address are counted, from the first on", refusals_are_counted},
            {"the cause of a failure is kept", causes_are_kept},
            {"a claim settles its email only once", once_only},
            {"only the latest claim of an email can settle it", latest_claim_only},
            {"a claim settles after its lease, unless the email has been claimed since", late_but_unchallenged},
            {"each email is settled by itself", each_mail_by_itself},
            {"an email that is not claimed cannot be settled", claim_of_nothing}};
}

}  // namespace beckon::testing
