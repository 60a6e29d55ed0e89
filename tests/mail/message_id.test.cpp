// SPDX-License-Identifier: MIT
#include "beckon/mail/message_id.hpp"

#include <string>

#include "tests/support/catch.hpp"

namespace {

using beckon::EmailAddress;

beckon::MailIntent intent(std::int64_t revision) {
    beckon::MailIntent made{beckon::AccountId::parse("acme").value(),
                            beckon::UserId{},
                            revision,
                            1,
                            EmailAddress::parse("deirdre@example.test").value(),
                            beckon::Instant()};
    for (std::size_t i = 0; i < made.user.size(); ++i) made.user.data[i] = static_cast<std::uint8_t>(0x11 * i);
    return made;
}

TEST_CASE("A Message-ID is made of the user, the revision and the sender's domain") {
    CHECK(message_id_of(intent(7), EmailAddress::parse("invitations@Mail.app.example").value()) ==
          "<00112233-4455-6677-8899-aabbccddeeff.7@Mail.app.example>");
}

TEST_CASE("A retry repeats the Message-ID, and a resend has another") {
    const EmailAddress from = EmailAddress::parse("invitations@app.example").value();
    beckon::MailIntent retried = intent(7);
    retried.queued_at = beckon::Instant(boost::gregorian::date(2026, 1, 1));
    CHECK(message_id_of(retried, from) == message_id_of(intent(7), from));
    CHECK(message_id_of(intent(8), from) != message_id_of(intent(7), from));
    beckon::MailIntent other_user = intent(7);
    other_user.user.data[0] = 1;
    CHECK(message_id_of(other_user, from) != message_id_of(intent(7), from));
}

}  // namespace
