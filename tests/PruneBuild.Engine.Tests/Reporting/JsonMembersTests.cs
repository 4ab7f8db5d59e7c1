using System.Text.Json;
using PruneBuild.Engine.Reporting;

namespace PruneBuild.Engine.Tests.Reporting;

[TestClass]
public sealed class JsonMembersTests
{
    private static readonly JsonElement Parent = JsonDocument.Parse(
        """{ "text": "a", "count": 3, "number": 0.5, "none": null, "items": [1, 2], "members": { "x": 1, "y": 2 } }""").RootElement;

    [TestMethod]
    public void MembersAreReadByTheirTypes()
    {
        Assert.AreEqual("a", Parent.Text("text"));
        Assert.AreEqual(3, Parent.Count("count"));
        Assert.AreEqual(0.5, Parent.Number("number"));
        Assert.AreEqual([1, 2], Parent.Items("items", item => item.GetInt32()));
        Assert.AreEqual(["x=1", "y=2"], Parent.Members("members", (name, member) => $"{name}={member}"));
    }

    [TestMethod]
    public void WhatIsNotThereIsNullOrAnError()
    {
        Assert.IsNull(Parent.Find("absent"));
        Assert.IsNull(Parent.Find("none"));
        StringAssert.Contains(Assert.ThrowsExactly<FormatException>(() => Parent.Text("absent")).Message, "'absent' is missing");
        Assert.ThrowsExactly<FormatException>(() => Parent.Number("none"));
    }

    [TestMethod]
    public void AnotherTypeIsAnError()
    {
        Assert.ThrowsExactly<InvalidOperationException>(() => Parent.Text("count"));
        Assert.ThrowsExactly<InvalidOperationException>(() => Parent.Count("text"));
        Assert.ThrowsExactly<FormatException>(() => Parent.Count("number"));
        Assert.ThrowsExactly<InvalidOperationException>(() => Parent.Items("members", item => item.GetInt32()));
        Assert.ThrowsExactly<InvalidOperationException>(() => Parent.Member("items").Find("x"));
    }
}
