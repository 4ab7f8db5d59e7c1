using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PruneBuild.MSBuild.Generation;
using PruneBuild.MSBuild.Lists;

namespace PruneBuild.MSBuild.Tests.Generation;

[TestClass]
public sealed class PrunedModelsClassTests
{
    private static readonly IReadOnlyList<ShippedModel> models = ModelList.Parse(ModelLists.Two);

    [TestMethod]
    [DataRow(LanguageVersion.CSharp3, NullableContextOptions.Disable)]
    [DataRow(LanguageVersion.CSharp7_3, NullableContextOptions.Disable)]
    [DataRow(LanguageVersion.Latest, NullableContextOptions.Enable)]
    public void CompilesWithoutAWord(LanguageVersion version, NullableContextOptions nullable)
    {
        var said = Compile(PrunedModelsClass.Source(models, "My.App"), version, nullable).GetDiagnostics();
        Assert.IsEmpty(said, string.Join('\n', said));
    }

    [TestMethod]
    public void ANamespaceOfTheSameNameHasNoAlias() =>
        Assert.IsEmpty(Compile(
            PrunedModelsClass.Source(models, "PrunedModels.App", isAliased: true), LanguageVersion.CSharp10, NullableContextOptions.Enable)
            .GetDiagnostics().Where(problem => problem.Severity != DiagnosticSeverity.Hidden));

    [TestMethod]
    public void AnAliasedClassIsSeenEverywhere()
    {
        var source = PrunedModelsClass.Source(models, "My.App", isAliased: true);
        var app = Compile(source, LanguageVersion.CSharp10, NullableContextOptions.Enable)
            .AddSyntaxTrees(CSharpSyntaxTree.ParseText(
                "namespace Elsewhere; internal static class App { public static string Path => PrunedModels.SentimentSmall.Path; }",
                new CSharpParseOptions(LanguageVersion.CSharp10)));
        var said = app.GetDiagnostics().Where(problem => problem.Severity != DiagnosticSeverity.Hidden);
        Assert.IsEmpty(said, string.Join('\n', said));
    }

    [TestMethod]
    public void AModelKnowsItsFileAndFigures()
    {
        dynamic model = Model("SentimentSmall");
        Assert.AreEqual("sentiment-small", (string)model.Name);
        Assert.AreEqual(Path.Combine(AppContext.BaseDirectory, "models", "sentiment.onnx"), (string)model.Path);
        Assert.AreEqual("aa11", (string)model.Sha256);
        Assert.AreEqual(3_000_000_000L, (long)model.Bytes);
        Assert.AreEqual(0.905, (double)model.Accuracy);
        Assert.AreEqual(0.911, (double)model.Find("accuracy").Original);
        Assert.AreEqual("64", (string)model.Inputs[0].Shape[2]);
        Assert.AreEqual("logits \"x\"", (string)model.Outputs[0].Name);
        Assert.IsTrue((bool)model.IsPruned);
    }

    [TestMethod]
    public void WhatIsPrintedIsReadable()
    {
        dynamic model = Model("SentimentSmall");
        Assert.AreEqual("sentiment-small", model.ToString());
        Assert.AreEqual("accuracy: 0.911 -> 0.905", model.Find("accuracy").ToString());
        Assert.AreEqual("input_ids: int64 [batch, ?, 64]", model.Inputs[0].ToString());
    }

    [TestMethod]
    public void AResourceHasNoPath()
    {
        dynamic model = Model("_7Digits");
        Assert.ThrowsExactly<InvalidOperationException>(() => (string)model.Path);
        Assert.IsFalse((bool)model.IsPruned);
    }

    [TestMethod]
    public void NamesThatMeetGetNumbers()
    {
        ShippedModel[] twins = [models[0] with { Name = "a-b" }, models[0] with { Name = "aB" }, models[0] with { Name = "model" }];
        var source = PrunedModelsClass.Source(twins, "App");
        Assert.Contains("Model AB = new", source);
        Assert.Contains("Model AB_2 = new", source);
        Assert.Contains("Model Model_2 = new", source);
        Assert.IsEmpty(Compile(source, LanguageVersion.CSharp3, NullableContextOptions.Disable).GetDiagnostics());
    }

    [TestMethod]
    public void NoModelsMakeAnEmptyClass() =>
        Assert.IsEmpty(
            Compile(PrunedModelsClass.Source([], "App"), LanguageVersion.Latest, NullableContextOptions.Enable).GetDiagnostics());

    private static object Model(string field)
    {
        using var image = new MemoryStream();
        // Dynamic access sees public types only; the class is internal so that two assemblies can have one each.
        var source = PrunedModelsClass.Source(models, "My.App").Replace("internal ", "public ");
        Assert.IsTrue(Compile(source, LanguageVersion.Latest, NullableContextOptions.Disable).Emit(image).Success);
        image.Position = 0;
        var type = new AssemblyLoadContext(null).LoadFromStream(image).GetType("My.App.PrunedModels")!;
        return type.GetField(field, BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
    }

    private static CSharpCompilation Compile(string source, LanguageVersion version, NullableContextOptions nullable)
    {
        var tree = CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(version, DocumentationMode.Diagnose), "PrunedModels.g.cs");
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is "System.Private.CoreLib.dll" or "System.Runtime.dll")
            .Select(path => MetadataReference.CreateFromFile(path));
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, warningLevel: 9999, nullableContextOptions: nullable);
        return CSharpCompilation.Create("App" + Guid.NewGuid().ToString("N"), [tree], references, options);
    }
}
