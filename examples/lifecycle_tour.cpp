// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <boost/date_time/gregorian/gregorian_types.hpp>
#include <cstdio>
#include <exception>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "beckon/file/file_mailer.hpp"
#include "beckon/lifecycle/policies.hpp"
#include "beckon/smtp/smtp_mailer.hpp"
#include "beckon/sqlite/sqlite_store.hpp"
#include "tour/options.hpp"
#include "tour/people.hpp"
#include "tour/post.hpp"
#include "tour/product_tour.hpp"

namespace {

using beckon::Instant;
using boost::gregorian::date;
using boost::posix_time::hours;

std::vector<tour::Product> products() {
    using namespace beckon::policies;
    return {
        {"Gladly: 24 hours, resend until the first sign-in", "gladly", gladly(), Instant(date(2026, 3, 2), hours(9))},
        {"SoftwareOne Marketplace: 7 days, the same link again, send new after expiry", "softwareone", softwareone(),
         Instant(date(2026, 4, 6), hours(9))},
        {"Atender: 7 days, every resend is a fresh link", "atender", atender(), Instant(date(2026, 5, 10), hours(9))}};
}

tour::Post post_office(const tour::Options& options) {
    if (!options.smtp_port) return {std::make_unique<beckon::FileMailer>(options.mail_dir), options.mail_dir};
    auto mailer = std::make_unique<beckon::SmtpMailer>(beckon::SmtpOptions{
        .host = "127.0.0.1", .port = *options.smtp_port, .security = beckon::SmtpOptions::Security::none});
    return {std::move(mailer), options.inbox};
}

/// The tour's accounts must be empty: it invites the same people each time.
void require_fresh(beckon::Store& store, const std::string& account, const std::string& database) {
    const auto page = store.events({.account = beckon::AccountId::parse(account).value(), .size = 1});
    if (!page.events.empty()) throw std::runtime_error(database + ": already contains a tour; name a fresh file");
}

void run(const tour::Options& options) {
    const auto people = tour::read_people(options.people);
    beckon::SqliteStore store({.path = options.database});
    tour::Post post = post_office(options);
    for (const tour::Product& product : products()) {
        std::vector<tour::Person> cast;
        std::copy_if(people.begin(), people.end(), std::back_inserter(cast),
                     [&](const tour::Person& person) { return person.product == product.account; });
        require_fresh(store, product.account, options.database);
        tour::tour_product(product, cast, store, post);
    }
    fmt::print("\nThe tour is finished.\nDatabase: {}\nEmails:   {}\n", options.database,
               options.smtp_port ? options.inbox : options.mail_dir);
}

}  // namespace

int main(int count, char** arguments) {
    try {
        const tour::Options options = tour::read_options(count, arguments, BECKON_PEOPLE);
        if (options.help) {
            fmt::print("{}", tour::usage);
            return 0;
        }
        run(options);
        return 0;
    } catch (const std::invalid_argument& error) {
        fmt::print(stderr, "lifecycle_tour: {}\n", error.what());
        return 2;
    } catch (const std::exception& error) {
        fmt::print(stderr, "lifecycle_tour: {}\n", error.what());
        return 1;
    }
}
