window.YTD.account.part0 = [
  {
    "account" : {
      "email" : "one@example.org",
      "createdVia" : "web",
      "username" : "example_one",
      "accountId" : "111",
      "createdAt" : "2011-06-23T13:04:14.000Z",
      "accountDisplayName" : "example one"
    }
  }
]
