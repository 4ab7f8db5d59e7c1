using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;

namespace PruneBuild.Inference.Tests.Sessions;

[TestClass]
public sealed class OrtTensorsTests
{
    [TestMethod]
    public void AnOutputBeyondOneBlockOfMemoryIsToldWithItsSizes() => StringAssert.StartsWith(
        OrtTensors.WhyUnreadable("logits", ElementType.Float, [32, 512, 50257]),
        "output 'logits' is 32×512×50257, which is 3.1 GiB, and 2.0 GiB can be read");

    [TestMethod]
    public void WhatFitsIsRead() => Assert.IsNull(OrtTensors.WhyUnreadable("logits", ElementType.Float, [16, 512, 50257]));
}
