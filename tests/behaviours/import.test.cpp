// SPDX-License-Identifier: MIT
// Users from a CSV file, as the bulk upload of seed 000's product has it, and back into one.
#include <algorithm>
#include <utility>

#include "beckon/exchange/csv.hpp"
#include "beckon/exchange/user_export.hpp"
#include "beckon/exchange/user_import.hpp"
#include "beckon/testing/faulty_store.hpp"
#include "tests/behaviours/people.hpp"
#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;
using beckon::testing::FaultyStore;
using beckon::testing::StoreCall;
using beckon::testing::StoreFault;
using namespace std::string_literals;

namespace {

const std::string all_columns = "name,email,roles,inboxes,teams,deactivated\r\n";
const std::string exported_columns = "name,email,roles,inboxes,teams,locale,deactivated\r\n";

ImportReport import(World& world, const std::string& csv, const Actor& by = administrator,
                    const ImportOptions& options = {}) {
    return import_users(world.service, acme(), csv, by, options).value();
}

/// "2 ada@example.test added" or "3 bo@example.test refused no_roles roles".
std::vector<std::string> lines_of(const ImportReport& report) {
    std::vector<std::string> lines;
    for (const ImportRow& row : report.rows) {
        std::string line = std::to_string(row.line) + " " + row.email + " " + std::string(code(row.outcome));
        if (row.refusal) line.append(" ").append(code(row.refusal->reason));
        if (row.refusal && row.refusal->field != Field::none) line.append(" ").append(row.refusal->input());
        lines.push_back(line);
    }
    return lines;
}

using Lines = std::vector<std::string>;

std::string exported(World& world) {
    std::string csv;
    export_users(world.service, acme(), [&](std::string_view piece) { csv += piece; });
    return csv;
}

User found(World& world, std::string_view email) { return world.service.find(acme(), address(email)).value(); }

std::string people(std::size_t count, const std::string& rest = ",Agent\n") {
    std::string csv = "email,roles\n";
    for (std::size_t i = 0; i < count; ++i) csv += "person" + std::to_string(i) + "@example.test" + rest;
    return csv;
}

}  // namespace

TEST_CASE("G13: a CSV adds users with name and email and roles and inboxes and teams, lists inside quotes") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const ImportReport report = import(world, all_columns +
                                                      "Ada Byron,ada@example.test,Administrator,,,\r\n"
                                                      "\"Quinn \"\"Q\"\" Quill\",quinn@example.test,"
                                                      "\"Agent, Task User\",\"Support, Returns\",Billing,No\r\n");
        CHECK(lines_of(report) == Lines{"2 ada@example.test added", "3 quinn@example.test added"});
        CHECK(report.count(ImportOutcome::added) == 2);

        const User quinn = found(world, "quinn@example.test");
        CHECK(report.rows[1].user == quinn.id);
        CHECK(world.status(quinn) == Status::invite_sent);
        CHECK(quinn.profile == Profile{.name = "Quinn \"Q\" Quill",
                                       .roles = {"Agent", "Task User"},
                                       .attributes = {{"teams", {"Billing"}}, {"inboxes", {"Support", "Returns"}}}});
        CHECK(world.deliver() == 2);
        CHECK(world.service.accept(world.token_to("ada@example.test"))->first);
    });
}

TEST_CASE("G13: a CSV may be in any order of columns with a byte order mark and lines that end in any way") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const ImportReport report =
            import(world,
                   "\xEF\xBB\xBFROLES,Email\r\"Agent,\",x@example.test\nAgent,ada@example.test\r\n"
                   "\r\n\"Agent\",\"bo@example.test\"");
        CHECK(lines_of(report) ==
              Lines{"2 x@example.test refused empty roles", "3 ada@example.test added", "5 bo@example.test added"});
    });
}

TEST_CASE("G13: the email is the key, in any letter case, and stays as it was") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User user = world.adopt("Ada@Example.test");
        CHECK(lines_of(import(world, "email,name\naDA@example.TEST,Ada Byron\n")) ==
              Lines{"2 aDA@example.TEST updated"});
        CHECK(world.stored(user).email == user.email);
        CHECK(world.stored(user).profile.name == "Ada Byron");
    });
}

TEST_CASE("G13: a second row with the same email, in any letter case, is refused as a duplicate") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        CHECK(lines_of(import(world,
                              "email,name,roles\nada@example.test,One,Agent\nADA@example.test,Two,Agent\n"
                              "bo@example.test,Three,\nBo@example.test,Four,Agent\n")) ==
              Lines{"2 ada@example.test added", "3 ADA@example.test refused duplicate email",
                    "4 bo@example.test refused no_roles roles", "5 Bo@example.test refused duplicate email"});
        CHECK(found(world, "ada@example.test").profile.name == "One");
        CHECK_FALSE(world.service.find(acme(), address("bo@example.test")).has_value());
    });
}

TEST_CASE("G13: each row has its own outcome, and nothing of a refused row is done") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const Member owner = as_member(world.adopt("owner@example.test", {"Owner"}));
        const User pending = world.invite("pending@example.test");
        const User active = world.adopt("active@example.test");
        const std::size_t events = world.events().size();
        CHECK(lines_of(import(world,
                              all_columns + "Renamed,owner@example.test,Owner,,,Yes\n"
                                            "Renamed,pending@example.test,Agent,,,Yes\n"
                                            "Renamed,active@example.test,\"Agent, Agent\",,,Yes\n"
                                            "Someone,new@example.test,Agent,,,Yes\n",
                              owner)) ==
              Lines{"2 owner@example.test refused oneself", "3 pending@example.test refused not_accepted_yet",
                    "4 active@example.test refused duplicate roles", "5 new@example.test refused not_accepted_yet"});
        CHECK(world.events().size() == events);
        CHECK(world.stored(pending) == pending);
        CHECK(world.stored(active) == active);
        CHECK_FALSE(world.service.find(acme(), address("new@example.test")).has_value());
        CHECK(world.deliver() == 1);

        // The other way round: what is allowed lands together, and the last owner is not stripped on the way.
        CHECK(lines_of(import(world, all_columns + "Renamed,owner@example.test,Agent,,,Yes\n", Host{})) ==
              Lines{"2 owner@example.test refused last_holder"});
        CHECK(lines_of(import(world, all_columns + "Renamed,active@example.test,Agent,,,Yes\n", Host{})) ==
              Lines{"2 active@example.test updated"});
        CHECK(world.stored(active).profile.name == "Renamed");
        CHECK(world.status(active) == Status::deactivated);
        CHECK(world.events().size() == events + 2);
    });
}

TEST_CASE("G13: an import that is run again changes nothing") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User gone = world.adopt("gone@example.test");
        const std::string csv = all_columns +
                                "Ada,ada@example.test,\"Agent, Task User\",Mail,North,\n"
                                "Gone,gone@example.test,Agent,,,Yes\n";
        import(world, csv);
        const std::size_t events = world.events().size();
        const ImportReport again = import(world, csv);
        CHECK(lines_of(again) == Lines{"2 ada@example.test unchanged", "3 gone@example.test unchanged"});
        CHECK(again.rows[1].user == gone.id);
        CHECK(world.events().size() == events);
        CHECK(world.deliver() == 1);
    });
}

TEST_CASE("G13: an import whose store fails on the way is finished by running it again") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        FaultyStore failing(store);
        failing.plan({.call = StoreCall::commit_all, .at = 2});
        Service service(failing, world.service_config(policies::gladly()));
        const std::string csv = people(1200);
        CHECK_THROWS_AS(import_users(service, acme(), csv, administrator), StoreError);
        CHECK(world.service.count(acme()).invite_sent == 500);
        const ImportReport report = import_users(service, acme(), csv, administrator).value();
        CHECK(report.count(ImportOutcome::unchanged) == 500);
        CHECK(report.count(ImportOutcome::added) == 700);
        CHECK(world.service.count(acme()).invite_sent == 1200);
    });
}

TEST_CASE("G13: a row that spells a role of the policy in another way changes nothing") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        world.adopt("ada@example.test", {"Team Manager", "Agent"});
        CHECK(lines_of(import(world, "email,roles\nada@example.test,\"TEAM MANAGER, Agent\"\n")) ==
              std::vector<std::string>{"2 ada@example.test unchanged"});
    });
}

TEST_CASE("G13: the progress of an import is shown, from none to all rows") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        std::vector<std::pair<std::size_t, std::size_t>> told;
        const ImportOptions options{
            .progress = [&](std::size_t done, std::size_t total) { told.emplace_back(done, total); }};
        import(world, people(1100), administrator, options);
        REQUIRE(told.size() >= 3);
        CHECK(told.front() == std::pair<std::size_t, std::size_t>(0, 1100));
        CHECK(told.back() == std::pair<std::size_t, std::size_t>(1100, 1100));
        CHECK(std::is_sorted(told.begin(), told.end()));

        told.clear();
        import(world, "email\n", administrator, options);
        CHECK(told == std::vector<std::pair<std::size_t, std::size_t>>{{0, 0}});
    });
}

TEST_CASE("G13: where the cap on pending invitations is reached in the middle each row is told the truth") {
    for_each_store([](Store& store) {
        Policy policy = policies::gladly();
        policy.max_pending = 3;
        World world(store, policy);
        const User active = world.adopt("active@example.test");
        world.invite("pending@example.test");
        const std::string csv =
            "email,roles,name\n1@example.test,Agent,\n2@example.test,Agent,\n3@example.test,Agent,\n"
            "active@example.test,Agent,Renamed\n4@example.test,Agent,\n";
        const Lines expected{"2 1@example.test added", "3 2@example.test added",
                             "4 3@example.test refused too_many_pending", "5 active@example.test updated",
                             "6 4@example.test refused too_many_pending"};
        CHECK(lines_of(import(world, csv, administrator, {.dry_run = true})) == expected);
        CHECK(lines_of(import(world, csv)) == expected);
        CHECK(world.service.count(acme()).invite_sent == 3);
        CHECK(world.stored(active).profile.name == "Renamed");
    });
}

TEST_CASE("G13: where somebody else gets in between an import's decisions and its commit each row is told the truth") {
    for_each_store([](Store& store) {
        Policy policy = policies::gladly();
        policy.max_pending = 4;
        World world(store, policy);
        const User active = world.adopt("active@example.test");
        FaultyStore meddled(store);
        meddled.plan({.call = StoreCall::commit_all, .kind = StoreFault::Kind::delays_call, .meanwhile = [&] {
                          world.invite("2@example.test");
                          world.service.deactivate(acme(), active.id, Host{}).value();
                      }});
        Service service(meddled, world.service_config(policy));
        const ImportReport report =
            import_users(service, acme(),
                         "email,roles,name,deactivated\n1@example.test,Agent,One,\n2@example.test,Agent,Two,\n"
                         "3@example.test,Agent,,\nactive@example.test,Agent,Renamed,\n4@example.test,Agent,,\n"
                         "5@example.test,Agent,,\n",
                         administrator)
                .value();
        CHECK(lines_of(report) == Lines{"2 1@example.test added", "3 2@example.test updated", "4 3@example.test added",
                                        "5 active@example.test updated", "6 4@example.test added",
                                        "7 5@example.test refused too_many_pending"});
        CHECK(found(world, "2@example.test").profile.name == "Two");
        CHECK(world.status(active) == Status::active);
    });
}

TEST_CASE("G13: a dry run, too, goes by what somebody else did in between") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User active = world.adopt("active@example.test");
        FaultyStore meddled(store);
        meddled.plan({.call = StoreCall::look_all, .at = 2, .kind = StoreFault::Kind::delays_call, .meanwhile = [&] {
                          world.service.edit(acme(), active.id, {.name = "Meddled"}, Host{}).value();
                      }});
        Service service(meddled, world.service_config(policies::gladly()));
        const std::string csv = "email,name\nactive@example.test,Renamed\n";
        const auto report = import_users(service, acme(), csv, administrator, {.dry_run = true}).value();
        CHECK(lines_of(report) == Lines{"2 active@example.test updated"});
        CHECK(meddled.planned() == 0);
        CHECK(meddled.writes() == 0);
    });
}

TEST_CASE("G13: a dry run gives the answers of the real run and writes nothing") {
    for_each_preset_and_store([](const Policy& preset, Store& store) {
        Policy policy = preset;
        policy.max_pending = 4;
        World world(store, policy);
        const std::string role = policy.guards_last.value_or("Administrator");
        world.adopt("first@example.test", {role});
        world.adopt("second@example.test", {role});
        world.adopt("third@example.test", {role});
        world.invite("pending@example.test");
        world.service.cancel(acme(), world.invite("mailed@example.test").id, Host{}).value();
        const User away = world.adopt("away@example.test");
        world.service.deactivate(acme(), away.id, Host{}).value();
        const Member self = as_member(world.adopt("self@example.test", policy.permissions.at(Action::deactivate)));
        const std::string csv =
            all_columns + "First,first@example.test,Agent,,,\n" + "Self,self@example.test," + role + ",,,Yes\n" +
            "Second,second@example.test,Agent,,,Yes\n" + "Third,third@example.test,Agent,,,\n" +
            "Away,away@example.test," + role + ",,,\n" + "Third,THIRD@example.test,Agent,,,\n" +
            ",pending@example.test,Agent,,,Yes\n" +
            ",mailed@example.test,Agent,,,\n,new@example.test,Agent,,,\n,new2@example.test,,,,\n" +
            ",new3@example.test,Agent,,,\n,new4@example.test,Agent,,,\n,\"new5@example.test\"x,,,,\n" +
            ",new6@example.test,Agent,,,Yes\nx\n";
        FaultyStore watched(store);
        Service service(watched, world.service_config(policy));
        const std::size_t events = world.events().size();
        const ImportReport dry = import_users(service, acme(), csv, self, {.dry_run = true}).value();
        CHECK(watched.writes() == 0);
        CHECK(world.events().size() == events);
        const ImportReport real = import_users(service, acme(), csv, self).value();
        CHECK(watched.writes() > 0);
        REQUIRE(dry.rows.size() == 15);
        for (std::size_t i = 0; i < dry.rows.size(); ++i) {
            CAPTURE(i);
            CHECK(dry.rows[i].refusal == real.rows[i].refusal);
            CHECK(dry.rows[i].user.has_value() ==
                  (real.rows[i].user.has_value() && real.rows[i].outcome != ImportOutcome::added));
        }
        CHECK(lines_of(dry) == lines_of(real));
        CHECK(real.count(ImportOutcome::added) > 0);
        CHECK(real.count(ImportOutcome::refused) > 5);
    });
}

TEST_CASE("G13: a hostile CSV gives an answer for each row, never a crash or half a row") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const std::string mega(1'000'000, 'x');
        const std::string csv = all_columns + "a,b\n" +                            // 2: too few cells
                                ",a@example.test,Agent,,,,x\n" +                   // 3: too many cells
                                mega + ",b@example.test,Agent,,,\n" +              // 4
                                "\"" + mega + "\nx\",c@example.test,Agent,,,\n" +  // 5, 6
                                "\0,d@example.test,Agent,,,\n"s +                  // 7
                                "\"Line\r\nbreak\",e@example.test,Agent,,,\n" +    // 8, 9
                                "Bcc: x\rSubject,f@example.test,Agent,,,\n" +      // 10, 11: a lone CR ends a row
                                "\xFF,g@example.test,Agent,,,\n" +                 // 12
                                "=cmd|'/c calc'!A1,h@example.test,Agent,,,\n" +    // 13: taken as it is
                                ",=1+1,Agent,,,\n" +                               // 14
                                ",\"i@example.test\r\nBcc: x@y\",Agent,,,\n" +     // 15, 16
                                ",\"j\0@example.test\",Agent,,,\n"s +              // 17
                                ",I@example.test,Agent,,,\n" +                     // 18
                                ",k@example.test,\"Agent, \"\"x\",,,\n" +          // 19
                                ",l@example.test,Agent,\"a\nb\",,\n" +             // 20, 21
                                ",m@example.test,Agent,,,perhaps\n" +              // 22
                                ",n@example.test,Agent,\"" + mega + "\",,\n" +     // 23
                                ",i@example.test,Agent,,,\n" +                     // 24
                                ",o@example.test,\"" + std::string(400, ',') + "\",,,\n" +  // 25
                                ",,,,,\n" +                                                 // 26: blank
                                "fine,p@example.test,Agent,,,\n" +                          // 27
                                "\"never closed,q@example.test,Agent,,,\n" +                // 28
                                "fine,r@example.test,Agent,,,\n";
        const Lines expected{"2 b refused invalid_address email",
                             "3 a@example.test refused wrong_columns csv",
                             "4 b@example.test refused too_long name",
                             "5 c@example.test refused too_long name",
                             "7 d@example.test refused control_character name",
                             "8 e@example.test refused control_character name",
                             "10  refused empty email",
                             "11 f@example.test added",
                             "12 g@example.test refused not_utf8 name",
                             "13 h@example.test added",
                             "14 =1+1 refused invalid_address email",
                             "15 i@example.test\r\nBcc: x@y refused invalid_address email",
                             "17 j\0@example.test refused invalid_address email"s,
                             "18 I@example.test added",
                             "19 k@example.test refused malformed_csv roles",
                             "20 l@example.test refused control_character inboxes",
                             "22 m@example.test refused invalid_value deactivated",
                             "23 n@example.test refused too_long inboxes",
                             "24 i@example.test refused duplicate email",
                             "25 o@example.test refused too_many roles",
                             "27 p@example.test added",
                             "28  refused malformed_csv name"};
        CHECK(lines_of(import(world, csv, administrator, {.dry_run = true})) == expected);
        CHECK(lines_of(import(world, csv)) == expected);
        CHECK(world.events().size() == 4);
        CHECK(found(world, "h@example.test").profile.name == "=cmd|'/c calc'!A1");
        CHECK(found(world, "f@example.test").profile.name == "Subject");
    });
}

TEST_CASE("G13: a file that is no users CSV is refused as a whole and nothing is done") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const auto refusal = [&](const std::string& csv, const ImportOptions& options = {}) {
            return refusal_in(import_users(world.service, acme(), csv, administrator, options));
        };
        CHECK(refusal("") == no_field(Reason::empty, Field::csv));
        CHECK(refusal("\xEF\xBB\xBF\r\n\n") == no_field(Reason::empty, Field::csv));
        CHECK(refusal("name,roles\nAda,Agent\n") == no_field(Reason::missing_column, Field::email));
        CHECK(refusal("email,roles,phone\nada@example.test,Agent,1\n").value().names.front() == "phone");
        CHECK(refusal("email,roles,Roles\nada@example.test,Agent,Agent\n") ==
              no_field(Reason::duplicate, Field::roles));
        CHECK(refusal("email,\"roles\nada@example.test,Agent\n") == no_field(Reason::malformed_csv, Field::csv));
        CHECK(refusal("\xFF\xFE"
                      "e\0m"s) == no_field(Reason::not_utf8, Field::csv, Remedy::save_as_utf8));
        CHECK(refusal("e\0m\0a\0i\0l\0"s) == no_field(Reason::not_utf8, Field::csv, Remedy::save_as_utf8));
        CHECK(refusal(std::string(1000, ',')) == no_field(Reason::too_many, Field::csv));
        CHECK(refusal(people(3), {.max_rows = 2}) == no_field(Reason::too_many, Field::csv));
        CHECK(refusal(people(2), {.max_size = 20}) == no_field(Reason::too_long, Field::csv));
        CHECK(world.events().empty());
        CHECK(lines_of(import(world, people(2), administrator, {.max_rows = 2})).size() == 2);
    });
}

TEST_CASE("a file is imported as a spreadsheet writes it") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        // With semicolons, columns without a name, rows that end early or are blank, and blanks around the cells.
        CHECK(lines_of(import(world,
                              "\xEF\xBB\xBFsep=;\r\n;Email; Name ;roles;teams;;\r\n"
                              ";ada@example.test; Ada Byron ;Agent, Task User;;;\r\n"
                              ";;;;;;\r\n"
                              ";bo@example.test;Bo;Agent\r\n"
                              "; ;;;;;\r\n"
                              ";cy@example.test;Cy;Agent;North;;x\r\n")) ==
              Lines{"3 ada@example.test added", "5 bo@example.test added",
                    "7 cy@example.test refused wrong_columns csv"});
        CHECK(found(world, "ada@example.test").profile ==
              Profile{.name = "Ada Byron", .roles = {"Agent", "Task User"}});
        // With tabs, in UTF-16.
        std::string utf16 = "\xFF\xFE";
        for (const char c : std::string_view("email\tname\troles\tlocale\r\ndi@example.test\tDi\tAgent\tde\r\n")) {
            utf16.append({c, '\0'});
        }
        CHECK(lines_of(import(world, utf16)) == Lines{"2 di@example.test added"});
        CHECK(found(world, "di@example.test").profile == Profile{.name = "Di", .locale = "de", .roles = {"Agent"}});
    });
}

TEST_CASE("a domain with letters beyond ASCII is one user in either spelling") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        CHECK(
            lines_of(import(world, "email,roles\nada@B\u00FCcher.example,Agent\nada@xn--bcher-kva.example,Agent\n")) ==
            Lines{"2 ada@B\u00FCcher.example added", "3 ada@xn--bcher-kva.example refused duplicate email"});
        CHECK(found(world, "ada@xn--bcher-kva.example").email.text() == "ada@xn--bcher-kva.example");
    });
}

TEST_CASE("a row that invites by hand answers with the link's token and sends no email, and only who may copy links") {
    for_each_store([](Store& store) {
        Policy policy = policies::softwareone();
        policy.permissions[Action::invite].emplace_back("Inviter");
        policy.permissions[Action::edit].emplace_back("Inviter");
        World world(store, policy);
        const std::string csv = "email,roles,by_hand\nada@example.test,Agent,Yes\nbo@example.test,Agent,no\n";
        CHECK(lines_of(import(world, csv, member({"Inviter"}))) ==
              Lines{"2 ada@example.test refused not_permitted by_hand", "3 bo@example.test added"});

        const Member keeper = member({"Account administrator"});
        const ImportReport dry = import(world, csv, keeper, {.dry_run = true});
        CHECK(lines_of(dry) == Lines{"2 ada@example.test added", "3 bo@example.test unchanged"});
        CHECK(dry.rows.at(0).token.empty());
        const ImportReport report = import(world, csv, keeper);
        CHECK(lines_of(report) == Lines{"2 ada@example.test added", "3 bo@example.test unchanged"});
        CHECK(report.rows.at(1).token.empty());
        CHECK(world.service.mail(acme(), *report.rows.at(0).user).at(0).delivery == Delivery::by_hand);
        CHECK(world.service.accept(report.rows.at(0).token, address("ada@example.test")).has_value());

        // Once they are there, by whatever way, the column has nothing more to say.
        const ImportReport again = import(world, csv, keeper);
        CHECK(again.count(ImportOutcome::unchanged) == 2);
        CHECK(again.rows.at(0).token.empty());
        CHECK(lines_of(import(world, "email,by_hand\ncy@example.test,perhaps\n", keeper)) ==
              Lines{"2 cy@example.test refused invalid_value by_hand"});
    });
}

TEST_CASE("G13: very many rows go in at once") {
#ifdef NDEBUG
    constexpr std::size_t many = 100'000;
#else
    constexpr std::size_t many = 10'000;  // With sanitizers the rest would take a minute and a half.
#endif
    for_each_kind([](const StoreKind& kind) {
        const std::size_t count = kind.name == "MemoryStore" ? many : 5'000;  // The example imports all into SQLite.
        const OpenStore open = kind.open_fresh();
        World world(*open.store, policies::gladly());
        const ImportReport report = import(world, people(count - 1) + "person0@example.test,Agent\n");
        CHECK(report.rows.size() == count);
        CHECK(report.count(ImportOutcome::added) == count - 1);
        CHECK(report.rows.back().refusal == no_field(Reason::duplicate, Field::email));
        CHECK(world.service.count(acme()).invite_sent == count - 1);
    });
}

TEST_CASE("G14: an existing email updates that user's settings, a missing column leaves them alone") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User user = world.service
                              .adopt(acme(), {address("ada@example.test"),
                                              {.name = "Ada",
                                               .locale = "de",
                                               .roles = {"Agent"},
                                               .attributes = {{"teams", {"North"}}, {"inboxes", {"Mail"}}}}})
                              .value();
        CHECK(lines_of(import(world, "email,roles,inboxes\nada@example.test,\"Agent, Team Manager\",\n")) ==
              Lines{"2 ada@example.test updated"});
        CHECK(world.stored(user).profile == Profile{.name = "Ada",
                                                    .locale = "de",
                                                    .roles = {"Agent", "Team Manager"},
                                                    .attributes = {{"teams", {"North"}}}});
        CHECK(lines_of(import(world, "email\nada@example.test\n")) == Lines{"2 ada@example.test unchanged"});
        CHECK(lines_of(import(world, "email,roles\nada@example.test,\n")) ==
              Lines{"2 ada@example.test refused no_roles roles"});
        CHECK(lines_of(import(world, "email,name,teams\nada@example.test,,\n")) == Lines{"2 ada@example.test updated"});
        CHECK(world.stored(user).profile == Profile{.locale = "de", .roles = {"Agent", "Team Manager"}});

        // For somebody new, a missing column is an empty one: without roles nobody is added.
        CHECK(lines_of(import(world, "email,name\nnew@example.test,New\n")) ==
              Lines{"2 new@example.test refused no_roles roles"});
        const User pending = world.invite("pending@example.test");
        CHECK(lines_of(import(world, "email,name\npending@example.test,Renamed\n")) ==
              Lines{"2 pending@example.test updated"});
        CHECK(world.stored(pending).profile.name == "Renamed");
        CHECK(world.status(pending) == Status::invite_sent);
    });
}

TEST_CASE("G14: deactivated = Yes deactivates an active user and is refused on a new or invited row") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User expired = world.invite("expired@example.test");
        world.advance(hours(24));
        const User sent = world.invite("sent@example.test");
        const User active = world.adopt("active@example.test");
        const std::string csv =
            "email,roles,deactivated\nexpired@example.test,Agent,Yes\nsent@example.test,Agent,yes\n"
            "active@example.test,Agent,YES\nnew@example.test,Agent,Yes\n";
        CHECK(lines_of(import(world, csv)) ==
              Lines{"2 expired@example.test refused not_accepted_yet", "3 sent@example.test refused not_accepted_yet",
                    "4 active@example.test updated", "5 new@example.test refused not_accepted_yet"});
        CHECK(world.status(expired) == Status::invite_expired);
        CHECK(world.status(sent) == Status::invite_sent);
        CHECK(world.status(active) == Status::deactivated);
        CHECK_FALSE(world.service.find(acme(), address("new@example.test")).has_value());
        CHECK(lines_of(import(world, csv)).at(2) == "4 active@example.test unchanged");
    });
}

TEST_CASE("G14: an empty deactivated activates a deactivated user, a missing column leaves it alone") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User user = world.adopt("ada@example.test");
        for (const std::string cell : {"", "No"}) {
            world.service.deactivate(acme(), user.id, Host{}).value();
            CHECK(lines_of(import(world, "email,name\nada@example.test," + user.profile.name + "\n")) ==
                  Lines{"2 ada@example.test unchanged"});
            CHECK(world.status(user) == Status::deactivated);
            const std::string csv = "deactivated,email\n" + cell + ",ada@example.test\n";
            CHECK(lines_of(import(world, csv)) == Lines{"2 ada@example.test updated"});
            CHECK(world.status(user) == Status::active);
            CHECK(lines_of(import(world, csv)) == Lines{"2 ada@example.test unchanged"});
        }
        const User pending = world.invite("pending@example.test");
        CHECK(lines_of(import(world, "email,deactivated\npending@example.test,\n")) ==
              Lines{"2 pending@example.test unchanged"});
        CHECK(world.status(pending) == Status::invite_sent);
    });
}

TEST_CASE("G14: B10: nobody deactivates themselves by CSV") {
    for_each_preset_and_store([](const Policy& policy, Store& store) {
        World world(store, policy);
        const User user = world.adopt("ada@example.test", policy.permissions.at(Action::deactivate));
        world.adopt("other@example.test", policy.permissions.at(Action::deactivate));
        const ImportReport report =
            import(world, "email,name,deactivated\nada@example.test,Renamed,Yes\n", as_member(user));
        CHECK(report.rows.at(0).refusal == no(Reason::oneself, Remedy::ask_administrator));
        CHECK(world.stored(user) == user);
    });
}

TEST_CASE("G6: G13: importing needs the permission of what each row does, also where it would change nothing") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User user = world.adopt("ada@example.test");
        const std::string csv =
            "email,name,roles\nada@example.test," + user.profile.name + ",Agent\nada2@example.test,New,Agent\n";
        for (const Actor& actor : {Actor(member({"Team Manager"})), Actor(member({})), Actor(LinkHolder{})}) {
            CHECK(lines_of(import(world, csv, actor)) ==
                  Lines{"2 ada@example.test refused not_permitted", "3 ada2@example.test refused not_permitted"});
        }
        CHECK(world.events().size() == 1);
        CHECK(lines_of(import(world, csv, Host{})) ==
              Lines{"2 ada@example.test unchanged", "3 ada2@example.test added"});
    });
}

TEST_CASE("B8: an import reaches no other account") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User other = world.adopt("ada@example.test", {"Agent"}, globex());
        CHECK(lines_of(import(world, "email,roles,deactivated\nada@example.test,Agent,\n")) ==
              Lines{"2 ada@example.test added"});
        CHECK(world.stored(other) == other);
    });
}

TEST_CASE("G13: what is exported and imported into the same account leaves every row unchanged") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const std::vector<Profile> profiles{
            {.name = "Ada, \"the\" Adler",
             .roles = {"Agent", "Sales, EMEA", "say \"no\""},
             .attributes = {{"teams", {" outer ", "\""}}}},
            {.name = "=HYPERLINK(\"http://x\")",
             .roles = {"=1", "+2"},
             .attributes = {{"teams", {"@x"}}, {"inboxes", {"-1, 2"}}}},
            {.name = "'=1", .roles = {"'", "''-x"}, .attributes = {{"teams", {"'=,"}}, {"inboxes", {"'a'"}}}},
            {.name = " outer ",
             .roles = {",", "a,b", "c"},
             .attributes = {{"inboxes",
                             {"N\xC3\xBA\xC3\xB1"
                              "ez",
                              "\xE2\x80\x9C"}}}},
            {.name = "", .locale = "pt-BR", .roles = {"Agent"}},
            {.name = "Yes", .roles = {"No", "Yes"}},
            {.name = std::string(200, '"'), .roles = std::vector<std::string>(1, std::string(100, '"'))}};
        for (std::size_t i = 0; i < profiles.size(); ++i) {
            const std::string number = std::to_string(i);
            const User user =
                world.service.adopt(acme(), {address("+" + number + "@example.test"), profiles[i]}).value();
            if (i % 2 == 0) world.service.deactivate(acme(), user.id, Host{}).value();
            world.service.invite(acme(), {address("'-" + number + "@Example.test"), profiles[i]}, Host{}).value();
        }
        world.service.remove(acme(), world.adopt("removed@example.test").id, Host{}).value();
        world.adopt("elsewhere@example.test", {"Agent"}, globex());
        const std::size_t events = world.events().size();

        const std::string csv = exported(world);
        const ImportReport report = import(world, csv);
        CHECK(report.rows.size() == 2 * profiles.size());
        CHECK(report.count(ImportOutcome::unchanged) == report.rows.size());
        CHECK(world.events().size() == events);

        // No cell of it is taken for a formula, and in another account it makes the same users.
        CsvReader reader(csv);
        while (const auto row = reader.next()) {
            for (const std::string& cell : row->cells) {
                CHECK((cell.empty() || "=+-@\t\r"s.find(cell.front()) == std::string::npos));
            }
        }
        std::string fresh = csv;
        for (std::size_t yes; (yes = fresh.find(",Yes\r\n")) != std::string::npos;) fresh.replace(yes, 6, ",\r\n");
        const ImportReport copied = import_users(world.service, globex(), fresh, Host{}).value();
        CHECK(copied.count(ImportOutcome::added) == copied.rows.size());
        for (const ImportRow& row : copied.rows) {
            CHECK(world.service.load(globex(), *row.user)->profile == found(world, row.email).profile);
        }
    });
}

TEST_CASE("G13: the export has one row for each live user, by address, page after page") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        CHECK(exported(world) == exported_columns);
        world.adopt("b@example.test", {"Agent", "Team Manager"});
        const User away = world.adopt("a@example.test");
        world.service.deactivate(acme(), away.id, Host{}).value();
        CHECK(exported(world) == exported_columns + "Ada Adler,a@example.test,Agent,,,,Yes\r\n" +
                                     "Ada Adler,b@example.test,\"Agent, Team Manager\",,,,\r\n");
        import(world, people(1300));
        const std::string csv = exported(world);
        CHECK(std::count(csv.begin(), csv.end(), '\n') == 1303);
        const ImportReport again = import(world, csv);
        CHECK(again.count(ImportOutcome::unchanged) == 1302);
        CHECK(std::is_sorted(again.rows.begin(), again.rows.end(), [](const ImportRow& a, const ImportRow& b) {
            return address(a.email).key() < address(b.email).key();
        }));
    });
}
