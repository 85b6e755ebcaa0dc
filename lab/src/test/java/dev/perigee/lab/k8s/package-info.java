/** What holds for the manifests of every region, before any cluster sees them. */
package dev.perigee.lab.k8s;
