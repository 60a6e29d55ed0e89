// SPDX-License-Identifier: MIT
#include <string>
#include <vector>

#include "beckon/sorting/sort_keys.hpp"
#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;

namespace {

/// Users called like this, active, with addresses numbered from 0.
void adopt_all(World& world, const std::vector<std::string>& names) {
    int number = 0;
    for (const std::string& name : names) {
        const EmailAddress email = address("u" + std::to_string(number++) + "@example.test");
        REQUIRE(world.service.adopt(acme(), {.email = email, .profile = {.name = name, .roles = {"Agent"}}}));
    }
}

std::vector<std::string> names_found(World& world, std::string search) {
    std::vector<std::string> names;
    const ListRequest request{.search = std::move(search), .order = UserOrder::name};
    for (const UserRow& row : world.service.list(acme(), request).value().users) {
        names.push_back(row.user.profile.name);
    }
    return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("A pasted search with white space or invisible characters around it finds what it finds without them") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        adopt_all(world, {"Ann Lee", "Bob"});
        for (const std::string blank : {" ", "   ", "\u00A0", "\u3000", "\u2003", "\u202F", "\u200B", "\uFEFF",
                                        "\u2060", "\u00AD", " \u00A0\u200B "}) {
            CAPTURE(blank);
            CHECK(names_found(world, "ann lee" + blank) == Names{"Ann Lee"});
            CHECK(names_found(world, blank + "lee") == Names{"Ann Lee"});
            CHECK(names_found(world, blank).size() == 2);
        }
        CHECK(names_found(world, "ann\u00A0lee") == Names{"Ann Lee"});
    });
}

TEST_CASE("A search without accents finds names that have them, the other way too, and they sort side by side") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        adopt_all(world, {"Zoé Ash", "Zoz", "Zoe Birch", "ZOË Cole", "Zod"});
        const Names all{"Zoé Ash", "Zoe Birch", "ZOË Cole"};
        for (const std::string search : {"zoe", "Zoé", "ZOË", "zoe\u0301", "ZO\u0112"}) {
            CAPTURE(search);
            CHECK(names_found(world, search) == all);
        }
        CHECK(names_found(world, "") == Names{"Zod", "Zoé Ash", "Zoe Birch", "ZOË Cole", "Zoz"});
    });
}

TEST_CASE("The Turkish letters with and without a dot find i, and are found by it") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        adopt_all(world, {"İpek", "ışık", "Isik", "ipek", "IPEK"});
        for (const std::string search : {"ipek", "İPEK", "IPEK", "ıpek", "\u0130pek"}) {
            CAPTURE(search);
            CHECK(names_found(world, search).size() == 3);
        }
        for (const std::string search : {"isik", "ışık", "IŞIK", "Isik"}) {
            CAPTURE(search);
            CHECK(names_found(world, search) == Names{"ışık", "Isik"});
        }
    });
}

TEST_CASE("Accents are marks on Latin, Greek and Cyrillic letters, and no other script loses a letter") {
    struct Pair {
        std::string text;
        std::string folded;
    };
    for (const auto& [text, expected] : {
             Pair{"Ångström Çelik Łukasz Ørsted", "angstrom celik łukasz ørsted"},
             Pair{"Nguyễn Thị Phương", "nguyen thi phuong"},
             Pair{"Ǆ ŉ ẞ ﬁ", "dz ʼn ss fi"},
             Pair{"Ἀχιλλεύς ΆΈΉ ϊΐ", "αχιλλευσ αεη ιι"},
             Pair{"Алёна Андрей Їжак Ґудзь", "алена андрей іжак ґудзь"},
             Pair{"АНДРЕ\u0419 и\u0306", "андрей й"},
             Pair{"की நி ไทยน้ำ", "की நி ไทยน\u0E49\u0E4Dา"},
             Pair{"שָׁלוֹם مُحَمَّد", "ש\u05B8\u05C1לו\u05B9ם م\u064Fح\u064Eم\u064E\u0651د"},
             Pair{"がぱ ガパ ｶﾞ", "がぱ ガパ ガ"},
             Pair{"한글 \u1112\u1161\u11AB", "한글 한"},
             Pair{"≠ 1\u0301 \u0301", "≠ 1\u0301 \u0301"},
             Pair{"", ""},
             Pair{"\xFF e\u0301", "\xFF e\u0301"},
         }) {
        CAPTURE(text);
        CHECK(folded(text) == expected);
        CHECK(folded(folded(text)) == folded(text));
    }
}

TEST_CASE("A search is for whole characters: one that ends inside a character is refused") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        adopt_all(world, {"\u5F20\u4F1F", "\U0001F680"});
        for (const std::string piece : {"\xE5", "\xE5\xBC", "\xBC\xA0", "\xF0\x9F\x9A", "\u5F20\xE4"}) {
            CHECK(refusal_in(world.service.list(acme(), {.search = piece})) ==
                  no_field(Reason::not_utf8, Field::search));
        }
        CHECK(names_found(world, "\u5F20").size() == 1);
        // Other characters whose octets are partly the same.
        CHECK(names_found(world, "\u5F21").empty());
        CHECK(names_found(world, "\U0001F681").empty());
    });
}
