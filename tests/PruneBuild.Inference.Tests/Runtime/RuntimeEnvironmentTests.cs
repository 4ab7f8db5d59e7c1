using System.Runtime.InteropServices;
using RuntimeEnvironment = PruneBuild.Inference.Runtime.RuntimeEnvironment;

namespace PruneBuild.Inference.Tests.Runtime;

[TestClass]
public sealed partial class RuntimeEnvironmentTests
{
    [TestMethod]
    public void TelemetryIsOffBeforeOnnxRuntimeIsThere()
    {
        TestModels.Must(RuntimeEnvironment.Start());

        Assert.AreEqual("1", Environment.GetEnvironmentVariable("ORT_DISABLE_TELEMETRY"));
        // What .NET sets for itself never reaches a native library outside Windows; what getenv says is what ONNX Runtime sees.
        if (!OperatingSystem.IsWindows())
            Assert.AreEqual("1", Marshal.PtrToStringUTF8(NativeVariable("ORT_DISABLE_TELEMETRY")));
    }

    [TestMethod]
    public void ItStartsOnce() => Assert.AreSame(RuntimeEnvironment.Start().Value, RuntimeEnvironment.Start().Value);

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint NativeVariable(string name);
}
