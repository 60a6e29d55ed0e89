// SPDX-License-Identifier: MIT
#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;

TEST_CASE("An account's Reply-To and headers are in its emails, and in those of no other account") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        world.invite("deirdre@example.test");
        world.invite("deirdre@example.test", {"Agent"}, Host{}, globex());
        CourierConfig config = world.courier_config();
        config.describe = [describe = config.describe](const AccountId& account) {
            AccountDescription description = describe(account);
            if (account == globex()) return description;
            description.reply_to = address("team@acme.example");
            description.headers = {{"X-SES-MESSAGE-TAGS", "account=acme"}};
            return description;
        };
        Courier(store, config).deliver(world.mailer);
        REQUIRE(world.mailer.handed.size() == 2);
        for (const auto& handed : world.mailer.handed) {
            const std::string& data = handed.message.data;
            const std::string head = data.substr(0, data.find("\r\n\r\n"));
            const bool is_acme = head.find("The acme company") != std::string::npos;
            CHECK((head.find("\r\nReply-To: team@acme.example\r\n") != std::string::npos) == is_acme);
            CHECK((head.find("\r\nX-SES-MESSAGE-TAGS: account=acme\r\n") != std::string::npos) == is_acme);
        }
    });
}

TEST_CASE("An email waits while a header of its account cannot be added, and its record names the header") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User user = world.invite("deirdre@example.test");
        CourierConfig config = world.courier_config();
        config.describe = [describe = config.describe](const AccountId& account) {
            AccountDescription description = describe(account);
            description.headers = {{"Bcc", "all@example.test"}};
            return description;
        };
        Courier(store, config).deliver(world.mailer);
        CHECK(world.mailer.handed.empty());
        const MailRecord mail = world.service.mail(acme(), user.id).at(0);
        CHECK(mail.delivery == Delivery::deferred);
        CHECK(mail.detail == "the account could not be described: header \"Bcc\": is not one that a host can add");
    });
}
