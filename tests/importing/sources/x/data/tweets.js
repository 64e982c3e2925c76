window.YTD.tweets.part0 = [
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1486100000000000004"
          ],
          "editableUntil" : "2022-01-26T19:20:30.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : false
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
      "entities" : {
        "hashtags" : [ ],
        "symbols" : [ ],
        "user_mentions" : [
          {
            "name" : "example two",
            "screen_name" : "example_two",
            "indices" : [
              "3",
              "15"
            ],
            "id_str" : "222",
            "id" : "222"
          }
        ],
        "urls" : [ ]
      },
      "display_text_range" : [
        "0",
        "48"
      ],
      "favorite_count" : "0",
      "id_str" : "1486100000000000004",
      "truncated" : false,
      "retweet_count" : "0",
      "id" : "1486100000000000004",
      "created_at" : "Wed Jan 26 18:20:30 +0000 2022",
      "favorited" : false,
      "full_text" : "RT @example_two: 1/ Lighthouses are not candles.",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1486000000000000003"
          ],
          "editableUntil" : "2022-01-25T19:32:00.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : true
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
      "entities" : {
        "hashtags" : [ ],
        "symbols" : [ ],
        "user_mentions" : [ ],
        "urls" : [ ],
        "media" : [
          {
            "expanded_url" : "https://twitter.com/example_one/status/1486000000000000003/photo/1",
            "indices" : [
              "0",
              "23"
            ],
            "url" : "https://t.co/Photo00003",
            "media_url" : "http://pbs.twimg.com/media/example3.jpg",
            "id_str" : "1485999999999999999",
            "id" : "1485999999999999999",
            "media_url_https" : "https://pbs.twimg.com/media/example3.jpg",
            "type" : "photo",
            "display_url" : "pic.twitter.com/Photo00003"
          }
        ]
      },
      "display_text_range" : [
        "0",
        "23"
      ],
      "favorite_count" : "3",
      "in_reply_to_status_id_str" : "1486000000000000002",
      "id_str" : "1486000000000000003",
      "in_reply_to_user_id" : "111",
      "truncated" : false,
      "retweet_count" : "0",
      "id" : "1486000000000000003",
      "in_reply_to_status_id" : "1486000000000000002",
      "possibly_sensitive" : false,
      "created_at" : "Tue Jan 25 18:32:00 +0000 2022",
      "favorited" : false,
      "full_text" : "https://t.co/Photo00003",
      "lang" : "zxx",
      "in_reply_to_screen_name" : "example_one",
      "in_reply_to_user_id_str" : "111",
      "extended_entities" : {
        "media" : [
          {
            "expanded_url" : "https://twitter.com/example_one/status/1486000000000000003/photo/1",
            "indices" : [
              "0",
              "23"
            ],
            "url" : "https://t.co/Photo00003",
            "media_url" : "http://pbs.twimg.com/media/example3.jpg",
            "id_str" : "1485999999999999999",
            "id" : "1485999999999999999",
            "media_url_https" : "https://pbs.twimg.com/media/example3.jpg",
            "type" : "photo",
            "display_url" : "pic.twitter.com/Photo00003"
          }
        ]
      }
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "edit" : {
          "initialTweetId" : "1486000000000000001",
          "editControlInitial" : {
            "editTweetIds" : [
              "1486000000000000001",
              "1486000000000000002"
            ],
            "editableUntil" : "2022-01-25T19:31:00.000Z",
            "editsRemaining" : "4",
            "isEditEligible" : true
          }
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
      "entities" : {
        "hashtags" : [
          {
            "text" : "lamps",
            "indices" : [
              "30",
              "36"
            ]
          }
        ],
        "symbols" : [ ],
        "user_mentions" : [ ],
        "urls" : [
          {
            "url" : "https://t.co/Link000002",
            "expanded_url" : "https://example.org/lamps?a=1&b=2",
            "display_url" : "example.org/lamps?a=1&b=2",
            "indices" : [
              "40",
              "63"
            ]
          }
        ]
      },
      "display_text_range" : [
        "0",
        "69"
      ],
      "favorite_count" : "5",
      "in_reply_to_status_id_str" : "1486000000000000000",
      "id_str" : "1486000000000000002",
      "in_reply_to_user_id" : "111",
      "truncated" : false,
      "retweet_count" : "1",
      "id" : "1486000000000000002",
      "in_reply_to_status_id" : "1486000000000000000",
      "created_at" : "Tue Jan 25 18:31:00 +0000 2022",
      "favorited" : false,
      "full_text" : "Its lamp burns 24/7 &amp; costs &lt;9&gt; pence a day #lamps https://t.co/Link000002 2/3",
      "lang" : "en",
      "in_reply_to_screen_name" : "example_one",
      "in_reply_to_user_id_str" : "111"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1486000000000000001",
            "1486000000000000002"
          ],
          "editableUntil" : "2022-01-25T19:31:00.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : true
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
      "entities" : {
        "hashtags" : [ ],
        "symbols" : [ ],
        "user_mentions" : [ ],
        "urls" : [ ]
      },
      "display_text_range" : [
        "0",
        "30"
      ],
      "favorite_count" : "0",
      "in_reply_to_status_id_str" : "1486000000000000000",
      "id_str" : "1486000000000000001",
      "in_reply_to_user_id" : "111",
      "truncated" : false,
      "retweet_count" : "0",
      "id" : "1486000000000000001",
      "in_reply_to_status_id" : "1486000000000000000",
      "created_at" : "Tue Jan 25 18:30:30 +0000 2022",
      "favorited" : false,
      "full_text" : "Its lamp burns 24/7 2/3",
      "lang" : "en",
      "in_reply_to_screen_name" : "example_one",
      "in_reply_to_user_id_str" : "111"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1486000000000000000"
          ],
          "editableUntil" : "2022-01-25T19:30:00.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : true
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
      "entities" : {
        "hashtags" : [ ],
        "symbols" : [ ],
        "user_mentions" : [ ],
        "urls" : [ ]
      },
      "display_text_range" : [
        "0",
        "43"
      ],
      "favorite_count" : "9",
      "id_str" : "1486000000000000000",
      "truncated" : false,
      "retweet_count" : "2",
      "id" : "1486000000000000000",
      "created_at" : "Tue Jan 25 18:30:00 +0000 2022",
      "favorited" : false,
      "full_text" : "A lighthouse is a promise.\nHere is why 🧵 1/3",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1485000000000000000"
          ],
          "editableUntil" : "2022-01-20T19:30:00.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : true
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
      "entities" : {
        "hashtags" : [ ],
        "symbols" : [ ],
        "user_mentions" : [ ],
        "urls" : [ ]
      },
      "display_text_range" : [
        "0",
        "13"
      ],
      "favorite_count" : "0",
      "id_str" : "1485000000000000000",
      "truncated" : false,
      "retweet_count" : "0",
      "id" : "1485000000000000000",
      "created_at" : "Thu Jan 20 18:30:00 +0000 2022",
      "favorited" : false,
      "full_text" : "Good morning.",
      "lang" : "en"
    }
  }
]
