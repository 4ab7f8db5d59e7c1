using PruneBuild.Engine.Drafting;

namespace PruneBuild.Engine.Tests.Drafting;

[TestClass]
public sealed class DraftRecipeTests
{
    [TestMethod]
    public void AnImageClassifierLosesAsMuchAsItsGateAllows()
    {
        var recipe = DraftRecipe.Of(Draft(AnswerKind.Class, "image: { size: 32x32 }"));

        Assert.AreEqual("{ as-much-as: gates }", recipe.Remove);
        StringAssert.StartsWith(recipe.Gates.Single(), "accuracy: { max-drop: 0.05 }");
    }

    [TestMethod]
    [DataRow(AnswerKind.Class, "{ flops: 30% }")]
    [DataRow(AnswerKind.NextToken, "{ flops: 5% }")]
    public void OthersLoseAShare(object answer, string remove)
    {
        var recipe = DraftRecipe.Of(Draft((AnswerKind)answer, "tokenize: { kind: wordpiece }"));

        Assert.AreEqual(remove, recipe.Remove);
        Assert.AreEqual((AnswerKind)answer == AnswerKind.NextToken ? "kprune" : "osscar", recipe.Method, "kprune cuts transformers");
        Assert.HasCount(2, recipe.Gates);
    }

    [TestMethod]
    [DataRow(SuitedMethod.Best, 0.97, "{ flops: 5% }")]
    [DataRow(SuitedMethod.Osscar, 0.32, "{ flops: 10% }")]
    [DataRow(SuitedMethod.Osscar, 0.15, "{ flops: 5% }")]
    public void WhatCannotBeRefitOrIsSmallLosesLess(string method, double reach, string remove)
    {
        var draft = Draft(AnswerKind.Class, "tokenize: { kind: wordpiece }") with { Suited = new SuitedMethod(method, reach) };

        Assert.AreEqual((method, remove), (DraftRecipe.Of(draft).Method, DraftRecipe.Of(draft).Remove));
    }

    [TestMethod]
    public void WithoutDataOnlyWeightsDecide()
    {
        var blind = DraftRecipe.Of(Draft(AnswerKind.Class));
        Assert.AreEqual(("magnitude", "{ flops: 5% }", "flops: { max-ratio: 0.975 }"), (blind.Method, blind.Remove, blind.Gates.Single()));

        var tried = DraftRecipe.Of(Draft(AnswerKind.Class) with { Blind = (0.2, 0.95) });
        Assert.AreEqual(("magnitude", "{ flops: 20% }"), (tried.Method, tried.Remove));
        StringAssert.StartsWith(tried.Gates[0], "agreement: { min: 0.85 }");
        Assert.AreEqual("flops: { max-ratio: 0.9 }", tried.Gates[1]);
    }

    [TestMethod]
    public void WordsHaveNoGate()
    {
        var recipe = DraftRecipe.Of(Draft(AnswerKind.Words, "image: { size: 32x32 }"));

        Assert.AreEqual("", recipe.Metric);
        Assert.AreEqual("flops: { max-ratio: 0.75 }", recipe.Gates.Single());
    }

    private static ModelDraft Draft(AnswerKind answer, params string[] prepare) => new(
        "model", "a model", "neurons",
        new SuitedMethod(answer == AnswerKind.NextToken ? SuitedMethod.KPrune : SuitedMethod.Osscar, 0.9),
        "model.onnx", "model.onnx", answer, 10,
        prepare.Length == 0 ? null : new DataDraft("train", null, "test", null, true, "label", [], [.. prepare], null, HasLabels: true),
        0.8, null);
}
