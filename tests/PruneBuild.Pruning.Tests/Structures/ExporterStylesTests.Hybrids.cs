namespace PruneBuild.Pruning.Tests.Structures;

/// <summary>Blocks of models that mix convolutions, recurrences and attention, and attention in unusual forms.</summary>
public sealed partial class ExporterStylesTests
{
    [TestMethod]
    public void SwinV2ComparesDirectionsAndComputesItsBias() => Check("Heads 3, HeadWidth 4, HeadWidth 4, Neurons 16, Neurons 2", """
        in x batch 4 12
        w q 12 12
        w qb 12
        w k 12 12
        w v 12 12
        w vb 12
        w o 12 12
        w coords 7 2
        w m1 2 16
        w mb 16
        w m2 16 3
        w scale 3 1 1
        i picks 0 1 2 3 1 0 1 2 2 1 0 1 3 2 1 0
        i table 4 4 3
        i h 0 -1 3 4
        i merge 0 -1 12
        i first 0
        f0 eps 0.000001
        f0 most 4.6
        f0 sixteen 16
        q0 = MatMul(x, q)
        q1 = Add(q0, qb)
        q2 = Reshape(q1, h)
        q3 = Transpose(q2) perm=[0,2,1,3]
        k0 = MatMul(x, k)
        k2 = Reshape(k0, h)
        k3 = Transpose(k2) perm=[0,2,1,3]
        v0 = MatMul(x, v)
        v1 = Add(v0, vb)
        v2 = Reshape(v1, h)
        v3 = Transpose(v2) perm=[0,2,1,3]
        qn = ReduceL2(q3) axes=[-1] keepdims=1
        qc = Clip(qn, eps)
        qs = Shape(q3)
        qe = Expand(qc, qs)
        qd = Div(q3, qe)
        kn = ReduceL2(k3) axes=[-1] keepdims=1
        kc = Clip(kn, eps)
        ks = Shape(k3)
        ke = Expand(kc, ks)
        kd = Div(k3, ke)
        kt = Transpose(kd) perm=[0,1,3,2]
        s0 = MatMul(qd, kt)
        sc = Clip(scale, , most)
        se = Exp(sc)
        s1 = Mul(s0, se)
        t0 = MatMul(coords, m1)
        t1 = Add(t0, mb)
        t2 = Relu(t1)
        t3 = MatMul(t2, m2)
        t4 = Gather(t3, picks) axis=0
        t5 = Reshape(t4, table)
        t6 = Transpose(t5) perm=[2,0,1]
        t7 = Sigmoid(t6)
        t8 = Mul(t7, sixteen)
        one = Unsqueeze(t8, first)
        s2 = Add(s1, one)
        p = Softmax(s2) axis=-1
        c = MatMul(p, v3)
        c1 = Transpose(c) perm=[0,2,1,3]
        c2 = Reshape(c1, merge)
        y = MatMul(c2, o)
        out y
        """);

    [TestMethod]
    public void LeViTNormalisesBatchesAfterEachProduct() => Check("Heads 2, HeadWidth 3, HeadWidth 5, Neurons 14", """
        in x batch 4 8
        w qkv 8 22
        w g1 22
        w b1 22
        w r1 22
        positive v1 22
        w proj 10 8
        w up 8 14
        w g2 14
        w b2 14
        w r2 14
        positive v2 14
        w down 14 8
        i flat22 -1 22
        i flat14 -1 14
        i split22 -1 4 22
        i split14 -1 4 14
        i h 0 0 2 11
        i widths 3 3 5
        i merge 0 0 10
        a = MatMul(x, qkv)
        a1 = Reshape(a, flat22)
        a2 = BatchNormalization(a1, g1, b1, r1, v1)
        a3 = Reshape(a2, split22)
        a4 = Reshape(a3, h)
        q k v = Split(a4, widths) axis=3
        q1 = Transpose(q) perm=[0,2,1,3]
        k1 = Transpose(k) perm=[0,2,3,1]
        v3 = Transpose(v) perm=[0,2,1,3]
        s = MatMul(q1, k1)
        p = Softmax(s) axis=-1
        c = MatMul(p, v3)
        c1 = Transpose(c) perm=[0,2,1,3]
        c2 = Reshape(c1, merge)
        c3 = HardSwish(c2)
        o = MatMul(c3, proj)
        r = Add(x, o)
        u = MatMul(r, up)
        u1 = Reshape(u, flat14)
        u2 = BatchNormalization(u1, g2, b2, r2, v2)
        u3 = Reshape(u2, split14)
        u4 = HardSwish(u3)
        d = MatMul(u4, down)
        y = Add(r, d)
        out y
        """);

    [TestMethod]
    public void PvtReducesWhatKeysAndValuesSee() => Check("Heads 2, HeadWidth 4", """
        in x batch 16 8
        w q 8 8
        w sr 8 8 2 2
        w srb 8
        w ln 8
        w lnb 8
        w kv 8 16
        w o 8 8
        i map 0 8 4 4
        i tokens 0 8 -1
        i h 0 -1 2 4
        i h2 0 -1 2 2 4
        i0 zero 0
        i0 one 1
        i merge 0 -1 8
        q0 = MatMul(x, q)
        q1 = Reshape(q0, h)
        q2 = Transpose(q1) perm=[0,2,1,3]
        x1 = Transpose(x) perm=[0,2,1]
        x2 = Reshape(x1, map)
        x3 = Conv(x2, sr, srb) strides=[2,2]
        x4 = Reshape(x3, tokens)
        x5 = Transpose(x4) perm=[0,2,1]
        x6 = LayerNormalization(x5, ln, lnb)
        kv0 = MatMul(x6, kv)
        kv1 = Reshape(kv0, h2)
        kv2 = Transpose(kv1) perm=[2,0,3,1,4]
        k = Gather(kv2, zero) axis=0
        v = Gather(kv2, one) axis=0
        kt = Transpose(k) perm=[0,1,3,2]
        s = MatMul(q2, kt)
        p = Softmax(s) axis=-1
        c = MatMul(p, v)
        c1 = Transpose(c) perm=[0,2,1,3]
        c2 = Reshape(c1, merge)
        y = MatMul(c2, o)
        out y
        """);

    [TestMethod]
    public void MambaScansStatesOfGatedChannels() => Check("Neurons 6, HeadWidth 4, Neurons 3", """
        in x batch 2 8
        w inp 8 12
        w conv 6 1 3
        w convb 6
        w xp 6 11
        w dtp 3 6
        w dtb 6
        w alog 6 4
        w d 6
        w outp 6 8
        i widths 3 4 4
        i ax1 1
        i ax2 2
        i ax3 3
        i s0 0
        i s1 1
        i s2 2
        a = MatMul(x, inp)
        u z = Split(a) axis=-1 num_outputs=2
        u1 = Transpose(u) perm=[0,2,1]
        u2 = Conv(u1, conv, convb) group=6 pads=[2,0]
        u3 = Transpose(u2) perm=[0,2,1]
        us = Sigmoid(u3)
        u4 = Mul(u3, us)
        pr = MatMul(u4, xp)
        dt0 bb cc = Split(pr, widths) axis=-1
        dt1 = MatMul(dt0, dtp)
        dt2 = Add(dt1, dtb)
        dt = Softplus(dt2)
        ae = Exp(alog)
        an = Neg(ae)
        dte = Unsqueeze(dt, ax3)
        da0 = Mul(dte, an)
        da = Exp(da0)
        be = Unsqueeze(bb, ax2)
        db = Mul(dte, be)
        ue = Unsqueeze(u4, ax3)
        dbu = Mul(db, ue)
        h0 = Slice(dbu, s0, s1, ax1)
        da1 = Slice(da, s1, s2, ax1)
        dbu1 = Slice(dbu, s1, s2, ax1)
        h1a = Mul(da1, h0)
        h1 = Add(h1a, dbu1)
        hs = Concat(h0, h1) axis=1
        ce = Unsqueeze(cc, ax3)
        y0 = MatMul(hs, ce)
        y1 = Squeeze(y0, ax3)
        du = Mul(u4, d)
        y2 = Add(y1, du)
        zs = Sigmoid(z)
        z1 = Mul(z, zs)
        y3 = Mul(y2, z1)
        y = MatMul(y3, outp)
        out y
        """, 18);

    [TestMethod]
    public void AGhostModuleJoinsCheapCopies() => Check("Channels 6, Channels 5", """
        in x batch 3 8 8
        w primary 6 3 1 1
        w cheap 6 1 3 3
        w next 5 12 3 3
        w last 4 5 1 1
        a = Conv(x, primary)
        a1 = Relu(a)
        b = Conv(a1, cheap) group=6 pads=[1,1,1,1]
        b1 = Relu(b)
        c = Concat(a1, b1) axis=1
        d = Conv(c, next)
        d1 = Relu(d)
        y = Conv(d1, last)
        out y
        """);

    [TestMethod]
    public void AnInceptionBlockJoinsBranchesAndAPool() => Check("Channels 4, Channels 5, Channels 6, Channels 3, Channels 7", """
        in x batch 3 8 8
        w a1 4 3 1 1
        w b1 5 3 1 1
        w b2 6 5 3 3
        w p1 3 3 1 1
        w n 7 13 1 1
        w f 7 2
        a = Conv(x, a1)
        ar = Relu(a)
        b = Conv(x, b1)
        br = Relu(b)
        bb = Conv(br, b2) pads=[1,1,1,1]
        bbr = Relu(bb)
        p = AveragePool(x) kernel_shape=[3,3] pads=[1,1,1,1] count_include_pad=1
        pp = Conv(p, p1)
        ppr = Relu(pp)
        c = Concat(ar, bbr, ppr) axis=1
        m = MaxPool(c) kernel_shape=[2,2] strides=[2,2]
        d = Conv(m, n)
        dr = Relu(d)
        g = GlobalAveragePool(dr)
        g1 = Flatten(g)
        y = Gemm(g1, f)
        out y
        """);

    [TestMethod]
    public void XlnetShiftsRelativeScores() => Check("Heads 3, HeadWidth 4, HeadWidth 4", """
        in x 5 batch 12
        in r 10 batch 12
        w q 12 3 4
        w k 12 3 4
        w v 12 3 4
        w rel 12 3 4
        w rw 3 4
        w rr 3 4
        w o 12 3 4
        f0 factor 0.5
        i turned 0 0 10 5
        i from 1
        i to 99999
        i axis 2
        i back 0 0 5 9
        i keep0 0
        i keep1 5
        i lastaxis 3
        q0 = Einsum(x, q) equation='ibh,hnd->ibnd'
        k0 = Einsum(x, k) equation='ibh,hnd->ibnd'
        v0 = Einsum(x, v) equation='ibh,hnd->ibnd'
        r0 = Einsum(r, rel) equation='ibh,hnd->ibnd'
        qw = Add(q0, rw)
        ac = Einsum(qw, k0) equation='ibnd,jbnd->bnij'
        qr = Add(q0, rr)
        bd = Einsum(qr, r0) equation='ibnd,jbnd->bnij'
        bd1 = Reshape(bd, turned)
        bd2 = Slice(bd1, from, to, axis)
        bd3 = Reshape(bd2, back)
        bd4 = Slice(bd3, keep0, keep1, lastaxis)
        s0 = Add(ac, bd4)
        s1 = Mul(s0, factor)
        p = Softmax(s1) axis=-1
        c = Einsum(p, v0) equation='bnij,jbnd->ibnd'
        y = Einsum(c, o) equation='ibnd,hnd->ibh'
        out y
        """);

    [TestMethod]
    public void RwkvMixesTimesAndGatesWhatItRemembers() => Check("Neurons 6, Neurons 10", """
        in x batch 2 8
        w mk 8
        w mv 8
        w mr 8
        w key 8 6
        w value 8 6
        w rec 8 6
        w first 6
        w decay 6
        w o 6 8
        w fk 8 10
        w fv 10 8
        f0 one 1
        i pads 0 1 0 0 -1 0
        i ax1 1
        i s0 0
        i s1 1
        i s2 2
        sh = Pad(x, pads)
        k0 = Mul(x, mk)
        ik = Sub(one, mk)
        k1 = Mul(sh, ik)
        k2 = Add(k0, k1)
        k = MatMul(k2, key)
        v0 = Mul(x, mv)
        v = MatMul(v0, value)
        r0 = Mul(x, mr)
        r1 = MatMul(r0, rec)
        r = Sigmoid(r1)
        ka = Slice(k, s0, s1, ax1)
        kb = Slice(k, s1, s2, ax1)
        va = Slice(v, s0, s1, ax1)
        vb = Slice(v, s1, s2, ax1)
        ea = Exp(ka)
        eb0 = Add(kb, first)
        eb = Exp(eb0)
        de = Exp(decay)
        dn = Neg(de)
        dd = Exp(dn)
        na = Mul(ea, va)
        nb0 = Mul(na, dd)
        nb1 = Mul(eb, vb)
        nb = Add(nb0, nb1)
        db0 = Mul(ea, dd)
        db = Add(db0, eb)
        wb = Div(nb, db)
        wkv = Concat(va, wb) axis=1
        rw = Mul(r, wkv)
        a = MatMul(rw, o)
        h = Add(x, a)
        f0a = MatMul(h, fk)
        f1 = Relu(f0a)
        f2 = Mul(f1, f1)
        f3 = MatMul(f2, fv)
        y = Add(h, f3)
        out y
        """);

    [TestMethod]
    public void LatentsAskWhatInputsKnow() => Check("Heads 2, HeadWidth 4, HeadWidth 4, Neurons 12", """
        in x batch tokens 6
        w latents 5 8
        w q 8 8
        w k 6 8
        w v 6 8
        w o 8 8
        w up 8 12
        w down 12 8
        i zero 0
        i size 1
        i five 5
        i eight 8
        i h 0 -1 2 4
        i merge 0 -1 8
        xs = Shape(x)
        b0 = Gather(xs, zero) axis=0
        es = Concat(b0, five, eight) axis=0
        lat = Expand(latents, es)
        q0 = MatMul(lat, q)
        q1 = Reshape(q0, h)
        q2 = Transpose(q1) perm=[0,2,1,3]
        k0 = MatMul(x, k)
        k1 = Reshape(k0, h)
        k2 = Transpose(k1) perm=[0,2,3,1]
        v0 = MatMul(x, v)
        v1 = Reshape(v0, h)
        v2 = Transpose(v1) perm=[0,2,1,3]
        s = MatMul(q2, k2)
        p = Softmax(s) axis=-1
        c = MatMul(p, v2)
        c1 = Transpose(c) perm=[0,2,1,3]
        c2 = Reshape(c1, merge)
        c3 = MatMul(c2, o)
        l1 = Add(lat, c3)
        u = MatMul(l1, up)
        u1 = Gelu(u)
        d = MatMul(u1, down)
        y = Add(l1, d)
        out y
        """, 20);

    [TestMethod]
    public void OneKeyHeadMeetsTokensAndHeadsInOneAxis() => Check("Heads 4, HeadWidth 6, HeadWidth 6", """
        in x batch tokens 24
        w qkv 24 36
        w qkvb 36
        w o 24 24
        i widths 24 12
        i kvwidths 6 6
        i fold 0 -1 6
        i heads 0 -1 4 0
        i unfoldto 0 -1 24
        f0 factor 0.4
        a = MatMul(x, qkv)
        a1 = Add(a, qkvb)
        q kv = Split(a1, widths) axis=2
        k v = Split(kv, kvwidths) axis=2
        kt = Transpose(k) perm=[0,2,1]
        q1 = Reshape(q, fold)
        s = MatMul(q1, kt)
        s1 = Mul(s, factor)
        p = Softmax(s1) axis=-1
        c = MatMul(p, v)
        c1 = Reshape(c, unfoldto)
        y = MatMul(c1, o)
        out y
        """);

    /// <summary>Four heads in two partitions: as the model states its shapes, each partition keeps as many as the other.</summary>
    [TestMethod]
    public void CodeGenPacksQueriesValuesAndKeysOfEachPartition() => Check("Heads 2, Heads 2, HeadWidth 4, HeadWidth 4", """
        in x batch tokens 16
        w qkv 16 48
        w o 16 16
        i parts 0 0 2 24
        i heads 0 0 4 4
        i merge 0 0 16
        i widths 8 8 8
        a = MatMul(x, qkv)
        a1 = Reshape(a, parts)
        q v k = Split(a1, widths) axis=-1
        q1 = Reshape(q, heads)
        q2 = Transpose(q1) perm=[0,2,1,3]
        v1 = Reshape(v, heads)
        v2 = Transpose(v1) perm=[0,2,1,3]
        k1 = Reshape(k, heads)
        k2 = Transpose(k1) perm=[0,2,3,1]
        s = MatMul(q2, k2)
        p = Softmax(s) axis=-1
        c = MatMul(p, v2)
        c1 = Transpose(c) perm=[0,2,1,3]
        c2 = Reshape(c1, merge)
        y = MatMul(c2, o)
        out y
        """);

    [TestMethod]
    public void AYoloNeckSplitsJoinsAndUpsamples() => Check("Width 4, Channels 3, Channels 5, Channels 6", """
        in x batch 3 8 8
        w c1 8 3 3 3
        w m1 3 4 3 3
        w m2 4 3 3 3
        w c2 5 12 1 1
        w sp 6 20 1 1
        w head 2 11 1 1
        f scales 1 1 2 2
        a = Conv(x, c1) pads=[1,1,1,1]
        as = Sigmoid(a)
        a1 = Mul(a, as)
        l r = Split(a1) axis=1 num_outputs=2
        m = Conv(r, m1) pads=[1,1,1,1]
        ms = Sigmoid(m)
        mm = Mul(m, ms)
        n = Conv(mm, m2) pads=[1,1,1,1]
        ns = Sigmoid(n)
        nn = Mul(n, ns)
        n1 = Add(r, nn)
        j = Concat(l, r, n1) axis=1
        b = Conv(j, c2)
        p1 = MaxPool(b) kernel_shape=[3,3] pads=[1,1,1,1]
        p2 = MaxPool(p1) kernel_shape=[3,3] pads=[1,1,1,1]
        p3 = MaxPool(p2) kernel_shape=[3,3] pads=[1,1,1,1]
        pj = Concat(b, p1, p2, p3) axis=1
        s = Conv(pj, sp) strides=[2,2]
        u = Resize(s, , scales) mode='nearest'
        k = Concat(u, b) axis=1
        y = Conv(k, head)
        out y
        """, 18);

    [TestMethod]
    public void AConvolutionOverHeadsFollowsThem() => Check("Heads 3, HeadWidth 4, HeadWidth 4", """
        in x batch tokens 12
        w q 12 12
        w k 12 12
        w v 12 12
        w res 3 1 5 1
        w o 12 12
        i h 0 -1 3 4
        i merge 0 -1 12
        q0 = MatMul(x, q)
        q1 = Reshape(q0, h)
        q2 = Transpose(q1) perm=[0,2,1,3]
        k0 = MatMul(x, k)
        k1 = Reshape(k0, h)
        k2 = Transpose(k1) perm=[0,2,3,1]
        v0 = MatMul(x, v)
        v1 = Reshape(v0, h)
        v2 = Transpose(v1) perm=[0,2,1,3]
        s = MatMul(q2, k2)
        p = Softmax(s) axis=-1
        c = MatMul(p, v2)
        e = Conv(v2, res) group=3 pads=[2,0,2,0]
        c0 = Add(c, e)
        c1 = Transpose(c0) perm=[0,2,1,3]
        c2 = Reshape(c1, merge)
        y = MatMul(c2, o)
        out y
        """);

    [TestMethod]
    public void AdaptersOfLowRankStandBesideTheirProduct() => Check("Neurons 3, Width 14, Neurons 4", """
        in x batch 10
        w big 10 14
        w down 10 3
        w up 3 14
        w o 14 10
        w oa 14 4
        w ob 4 10
        f0 factor 2
        a = MatMul(x, big)
        l = MatMul(x, down)
        l1 = MatMul(l, up)
        l2 = Mul(l1, factor)
        s = Add(a, l2)
        h = Relu(s)
        b = MatMul(h, o)
        m = MatMul(h, oa)
        m1 = MatMul(m, ob)
        m2 = Mul(m1, factor)
        y = Add(b, m2)
        out y
        """);

    /// <summary>A kernel of one position along an axis leaves it alone, a wider one needs its neighbours.</summary>
    [TestMethod]
    public void ConvolutionsMixTokensAndPassWhatStandsBehindThem() => Check("Neurons 10, Channels 7", """
        in x batch 5 8
        w up 8 10
        w mix 7 5 1
        w back 5 7 1
        w down 10 8
        a = MatMul(x, up)
        b = Conv(a, mix)
        c = Gelu(b)
        d = Conv(c, back)
        e = Mul(d, a)
        y = MatMul(e, down)
        out y
        """, 20);

    [TestMethod]
    public void AKernelOverFeaturesHoldsThem() => Check("Channels 3", """
        in x batch 8
        w up 8 12
        w over 3 1 3
        w next 2 3 1
        i map 0 1 12
        a = MatMul(x, up)
        b = Reshape(a, map)
        c = Conv(b, over)
        d = Relu(c)
        y = Conv(d, next)
        out y
        """);
}
